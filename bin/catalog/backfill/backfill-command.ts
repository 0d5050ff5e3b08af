import type { Command } from 'commander';
import { dynamoDbCatalogWriter } from '../../../lambda/adapters/dynamodb/dynamodb-recording-catalog.ts';
import { awsClients } from '../../deployment/aws-clients.ts';
import { type TableOptions, tableOf, withTableOptions } from '../../deployment/table-options.ts';
import { EXIT_CODE, type ExitCode, UsageError } from '../../terminal/exit-code.ts';
import { note, print, printJson } from '../../terminal/output.ts';
import { printable } from '../../terminal/printable.ts';
import { tableWriter } from '../../terminal/table.ts';
import { type BackfillCounts, backfill, NOTHING_DONE } from './backfill.ts';
import { backfillBar } from './backfill-bar.ts';
import { backfillNotes } from './backfill-notes.ts';
import { assertPeriod } from './backfill-period.ts';
import { oldestDay } from './oldest-day.ts';
import { pauseUntil } from './pause-until.ts';
import { type TwilioAccountOptions, twilioAccountAccess } from './twilio-account.ts';
import { firstPage, twilioRecordings } from './twilio-recordings.ts';

interface BackfillCommandOptions extends TwilioAccountOptions, TableOptions {
  readonly since: string;
  readonly until?: string;
  readonly twilioBaseUrl: string;
  readonly notes: string;
  readonly json?: true;
}

/** `catalog backfill`: what Twilio still knows about past recordings, before it forgets. */
export const addBackfill = (program: Command, exitWith: (code: ExitCode) => void): void => {
  withTableOptions(program.command('backfill'), 'Recordings table')
    .description("Fills the catalog from Twilio's Recordings API: writes what is missing, leaves what is there.")
    .requiredOption('--since <day>', 'recordings made on or after this day, such as 2026-01-01')
    .option('--until <day>', 'recordings made until this day')
    .option('--account <AC…>', 'the Twilio account (default: accountSid in cdk.json)')
    .option('--secret <name>', 'the secret with its API key (default: twilioSecretName in cdk.json)')
    .option('--twilio-base-url <url>', "Twilio's REST API", 'https://api.twilio.com')
    .option('--notes <file>', 'notes how far it has come, and goes on from there', '.catalog-backfill.json')
    .option('--json', 'answer in JSON')
    .addHelpText('after', '\nStop it with Ctrl-C; the same command goes on where it stopped.')
    .action(async (options: BackfillCommandOptions) => {
      const result = await run(options);
      if (options.json) printJson(result);
      else print(resultText(result));
      if (!result.complete || result.counts.unreadable > 0) exitWith(EXIT_CODE.nothing);
    });
};

const run = async (options: BackfillCommandOptions) => {
  const { since, until, twilioBaseUrl } = options;
  assertPeriod(since, until);
  assertHttpUrl(twilioBaseUrl);
  const access = await twilioAccountAccess(options);
  const { accountSid } = access;
  const table = await tableOf(options, 'RecordingsTableName');
  const notes = backfillNotes(options.notes, { accountSid, table, since, ...(until !== undefined && { until }) });
  const earlier = notes.read();
  if (earlier) note(`going on after ${earlier.counts.listed} recordings (${printable(options.notes)})\n`);

  const bar = backfillBar(new Date(since), earlier?.counts.listed ?? 0);
  const stop = stopOnSignal();
  const fetchPage = twilioRecordings({
    ...access,
    baseUrl: twilioBaseUrl,
    stop: stop.signal,
    sleep: pauseUntil(stop.signal),
    waiting: bar.say,
  });
  try {
    if (bar.isShown) {
      const oldest = await oldestDay({
        firstPage: (from, to) => fetchPage(firstPage({ accountSid, since: from, until: to, pageSize: 1 })),
        since,
        until: until ?? new Date().toISOString().slice(0, 10),
      });
      if (oldest) bar.endsAt(oldest);
    }
    return await backfill({
      start: earlier ?? { counts: NOTHING_DONE, page: firstPage({ accountSid, since, until }) },
      fetchPage,
      catalog: dynamoDbCatalogWriter({ client: awsClients(options).dynamoDb(), table }),
      accountSid,
      pageDone: notes.write,
      unreadable: recordingSid => bar.say(`${recordingSid}: its encryption details cannot be read, kept as received`),
      progress: bar.at,
      stop: stop.signal,
    });
  } finally {
    bar.stop();
    stop.release();
  }
};

const assertHttpUrl = (text: string): void => {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return;
  throw new UsageError(
    `--twilio-base-url "${text}" is no http or https URL. Example: --twilio-base-url https://api.twilio.com`,
  );
};

/** The first signal stops the backfill; a second one ends the process as ever. */
const stopOnSignal = () => {
  const controller = new AbortController();
  const stop = () => controller.abort();
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.once(signal, stop);
  return {
    signal: controller.signal,
    release: () => {
      for (const signal of signals) process.off(signal, stop);
    },
  };
};

const UNREADABLE_NOTE =
  '\nRecordings with unreadable details cannot be played, unless a callback told them before. What to do: ' +
  'docs/operations.md#encryption-details-unreadable\n';

const resultText = ({ counts, complete }: { counts: BackfillCounts; complete: boolean }): string => {
  const table = tableWriter([
    {
      title: !complete ? 'stopped' : counts.unreadable > 0 ? 'not all of it readable' : 'complete',
      least: 42,
      overflow: 'wrap',
    },
    { title: 'recordings', least: 12, overflow: 'wrap' },
  ]);
  const rows: [string, number][] = [
    ['listed by Twilio', counts.listed],
    ['written: new, or something was missing', counts.written],
    ['known already', counts.known],
    ['encrypted', counts.encrypted],
    ['encrypted, details unreadable', counts.unreadable],
    ['skipped: no recordings of this account', counts.skipped],
  ];
  const notes = [
    ...(counts.unreadable > 0 ? [UNREADABLE_NOTE] : []),
    ...(complete ? [] : ['\nThe same command goes on from here.\n']),
  ];
  const lines = rows.map(([name, count]) => [{ text: name }, { text: String(count) }]);
  return table.header() + table.rows(lines) + notes.join('');
};
