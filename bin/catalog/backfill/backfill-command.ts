import type { Command } from 'commander';
import { dynamoDbCatalogWriter } from '../../../lambda/adapters/dynamodb/dynamodb-recording-catalog.ts';
import { awsClients } from '../../deployment/aws-clients.ts';
import { workspaceSidArgument } from '../../deployment/sid-arguments.ts';
import { resolveTableName, type TableOptions, withTableOptions } from '../../deployment/table-options.ts';
import { readTwilioAccountAccess, type TwilioAccountOptions } from '../../deployment/twilio-account.ts';
import { EXIT_CODE, type ExitCode, UsageError } from '../../terminal/exit-code.ts';
import { type FormatOption, withFormat } from '../../terminal/format-option.ts';
import { print, printJson } from '../../terminal/output.ts';
import { NO_EVENTS } from './backfill-events.ts';
import { backfillNotes } from './backfill-notes.ts';
import { assertPeriod } from './backfill-period.ts';
import { type BackfillResult, isWhole, resultText } from './backfill-result.ts';
import { backfillRecordings, backfillTaskEvents, noteContinuation } from './backfill-run.ts';
import { listenForStopSignals } from './stop-signals.ts';
import { readableRecordings } from './storage/readable-recordings.ts';

interface BackfillCommandOptions extends TwilioAccountOptions, TableOptions, FormatOption {
  readonly since: string;
  readonly until?: string;
  readonly workspace?: string;
  readonly twilioBaseUrl?: string;
  readonly notes: string;
}

/** Adds `catalog backfill`, which copies to the catalog what Twilio still stores about past recordings and tasks. */
export const addBackfill = (program: Command, exitWith: (code: ExitCode) => void): void => {
  withFormat(withTableOptions(program.command('backfill'), 'Recordings table'))
    .description("Fills the catalog from Twilio's Recordings API: writes missing facts, never changes existing ones.")
    .requiredOption('--since <day>', 'recordings made on or after this day, such as 2026-01-01')
    .option('--until <day>', 'recordings made until this day')
    .option(
      '--workspace <WS…>',
      "also read this TaskRouter workspace's events, of the last 30 days: who handled the calls",
    )
    .option('--secret <name>', 'the secret with its API key (default: twilioSecretName in cdk.json)')
    .option('--twilio-base-url <url>', "address of a local stack's Twilio (default: Twilio's own hosts)")
    .option('--notes <file>', 'file that stores the progress; a later run continues from it', '.catalog-backfill.json')
    .addHelpText('after', '\nStop with Ctrl-C; the same command continues where it stopped.')
    .action(async (options: BackfillCommandOptions) => {
      const result = await runBackfill(options);
      if (options.format === 'json') printJson(result);
      else print(resultText(result));
      if (!isWhole(result)) exitWith(EXIT_CODE.nothing);
    });
};

const runBackfill = async (options: BackfillCommandOptions): Promise<BackfillResult> => {
  const { since, until, workspace, twilioBaseUrl } = options;
  assertPeriod(since, until);
  const workspaceSid = workspace === undefined ? undefined : workspaceSidArgument(workspace);
  if (twilioBaseUrl !== undefined) assertHttpUrl(twilioBaseUrl);
  const access = await readTwilioAccountAccess(options);
  const table = await resolveTableName(options, 'RecordingsTableName');
  const readable = await readableRecordings(options, access.accountSid);
  const notes = backfillNotes(options.notes, {
    ...{ accountSid: access.accountSid, table, since },
    ...(until !== undefined && { until }),
    ...(workspaceSid !== undefined && { workspaceSid }),
  });
  const earlier = notes.read();
  if (earlier) noteContinuation(earlier, options.notes);

  const stop = listenForStopSignals();
  const catalog = dynamoDbCatalogWriter({ client: awsClients(options).dynamoDb(), table });
  const run = {
    ...{ access, since, until, twilioBaseUrl, catalog, readable, earlier },
    store: notes.write,
    stop: stop.signal,
  };
  try {
    const recordings = await backfillRecordings(run, { isLastPart: workspaceSid === undefined });
    if (workspaceSid === undefined) return recordings;
    if (!recordings.complete) return { ...recordings, events: NO_EVENTS };
    const events = await backfillTaskEvents(run, { workspaceSid, recordings: recordings.counts });
    return { counts: recordings.counts, events: events.counts, complete: events.complete };
  } finally {
    stop.release();
  }
};

const assertHttpUrl = (text: string): void => {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return;
  throw new UsageError(
    `--twilio-base-url "${text}" is not an http or https URL. Example: --twilio-base-url https://api.twilio.com`,
  );
};
