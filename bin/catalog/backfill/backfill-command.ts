import type { Command } from 'commander';
import { dynamoDbCatalogWriter } from '../../../lambda/adapters/dynamodb/dynamodb-recording-catalog.ts';
import { awsClients } from '../../deployment/aws-clients.ts';
import { resolveTableName, type TableOptions, withTableOptions } from '../../deployment/table-options.ts';
import { type TwilioAccountOptions, twilioAccountAccess } from '../../deployment/twilio-account.ts';
import { EXIT_CODE, type ExitCode, UsageError } from '../../terminal/exit-code.ts';
import { note, print, printJson } from '../../terminal/output.ts';
import { printable } from '../../terminal/printable.ts';
import { tableWriter } from '../../terminal/table.ts';
import { type BackfillCounts, backfill, NOTHING_DONE } from './backfill.ts';
import { backfillBar } from './backfill-bar.ts';
import { backfillNotes } from './backfill-notes.ts';
import { assertPeriod } from './backfill-period.ts';
import { pause } from './pause.ts';
import { firstPage, twilioRecordings } from './twilio-recordings.ts';

interface BackfillCommandOptions extends TwilioAccountOptions, TableOptions {
  readonly since: string;
  readonly until?: string;
  readonly twilioBaseUrl: string;
  readonly notes: string;
  readonly json?: true;
}

/** Adds `catalog backfill`, which copies to the catalog what Twilio still stores about past recordings. */
export const addBackfill = (program: Command, exitWith: (code: ExitCode) => void): void => {
  withTableOptions(program.command('backfill'), 'Recordings table')
    .description("Fills the catalog from Twilio's Recordings API: writes missing facts, never changes existing ones.")
    .requiredOption('--since <day>', 'recordings made on or after this day, such as 2026-01-01')
    .option('--until <day>', 'recordings made until this day')
    .option('--account <AC…>', 'the Twilio account (default: accountSid in cdk.json)')
    .option('--secret <name>', 'the secret with its API key (default: twilioSecretName in cdk.json)')
    .option('--twilio-base-url <url>', "Twilio's REST API", 'https://api.twilio.com')
    .option('--notes <file>', 'file that stores the progress; a later run continues from it', '.catalog-backfill.json')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nStop with Ctrl-C; the same command continues where it stopped.')
    .action(async (options: BackfillCommandOptions) => {
      const result = await runBackfill(options);
      if (options.json) printJson(result);
      else print(resultText(result));
      if (!result.complete || result.counts.unreadable > 0) exitWith(EXIT_CODE.nothing);
    });
};

const runBackfill = async (options: BackfillCommandOptions) => {
  const { since, until, twilioBaseUrl } = options;
  assertPeriod(since, until);
  assertHttpUrl(twilioBaseUrl);
  const access = await twilioAccountAccess(options);
  const { accountSid } = access;
  const table = await resolveTableName(options, 'RecordingsTableName');
  const notes = backfillNotes(options.notes, { accountSid, table, since, ...(until !== undefined && { until }) });
  const earlier = notes.read();
  if (earlier) note(`continuing after ${earlier.counts.listed} recordings (${printable(options.notes)})\n`);

  const bar = backfillBar(new Date(since), earlier?.counts.listed ?? 0);
  const stop = listenForStopSignals();
  const fetchPage = twilioRecordings({
    ...access,
    baseUrl: twilioBaseUrl,
    stop: stop.signal,
    sleep: ms => pause(ms, stop.signal),
    onWait: bar.say,
  });
  try {
    return await backfill({
      start: earlier ?? { counts: NOTHING_DONE, page: firstPage({ accountSid, since, until }) },
      fetchPage,
      catalog: dynamoDbCatalogWriter({ client: awsClients(options).dynamoDb(), table }),
      accountSid,
      onPageDone: notes.write,
      onUnreadable: recordingSid =>
        bar.say(`${recordingSid}: the encryption details cannot be read; they are stored as received`),
      onProgress: bar.at,
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
    `--twilio-base-url "${text}" is not an http or https URL. Example: --twilio-base-url https://api.twilio.com`,
  );
};

/** Stops the backfill at the first SIGINT or SIGTERM. A second one ends the process, as by default. */
const listenForStopSignals = () => {
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
  '\nRecordings with unreadable details cannot be played, unless an earlier callback reported the details. What to do: ' +
  'docs/operations.md#encryption-details-unreadable\n';

const resultText = ({ counts, complete }: { counts: BackfillCounts; complete: boolean }): string => {
  const table = tableWriter([
    {
      title: !complete ? 'stopped' : counts.unreadable > 0 ? 'some details unreadable' : 'complete',
      least: 42,
      overflow: 'wrap',
    },
    { title: 'recordings', least: 12, overflow: 'wrap' },
  ]);
  const rows: [string, number][] = [
    ['listed by Twilio', counts.listed],
    ['written: new, or facts were missing', counts.written],
    ['already known', counts.known],
    ['encrypted', counts.encrypted],
    ['encrypted, details unreadable', counts.unreadable],
    ['skipped: not recordings of this account', counts.skipped],
  ];
  const notes = [
    ...(counts.unreadable > 0 ? [UNREADABLE_NOTE] : []),
    ...(complete ? [] : ['\nThe same command continues from here.\n']),
  ];
  const lines = rows.map(([name, count]) => [{ text: name }, { text: String(count) }]);
  return table.header() + table.rows(lines) + notes.join('');
};
