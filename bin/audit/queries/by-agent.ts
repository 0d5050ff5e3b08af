import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import type { Command } from 'commander';
import { findWorkersByName } from '../../deployment/find-workers.ts';
import { type UserArgument, userArgument } from '../../deployment/sid-arguments.ts';
import { resolveTableName } from '../../deployment/table-options.ts';
import { type ExitCode, UsageError } from '../../terminal/exit-code.ts';
import { note } from '../../terminal/output.ts';
import { findRecordingsOfAgent } from '../catalog/agent-recordings.ts';
import { withHeardAfter } from '../heard/heard-rows.ts';
import { openCatalog, openTrail } from '../open-trail.ts';
import { type CatalogQueryOptions, withCatalogQueryOptions } from './query-options.ts';
import { readEventsOfRecordings } from './read-events-of-recordings.ts';
import { showEvents } from './show-events.ts';
import { timeRange } from './time-range.ts';

/**
 * Adds `audit by-agent WK…|e-mail`: who listened to the calls of one agent. Prints the events of all recordings whose call
 * the agent handled, as the catalog says, oldest first.
 */
export const addByAgent = (program: Command, exitWith: (code: ExitCode) => void): void => {
  withCatalogQueryOptions(program.command('by-agent'))
    .description('all events of the recordings whose call one agent handled')
    .argument('<worker-sid | e-mail>', 'WK and 32 hexadecimal digits; or an e-mail address that is in the audit trail')
    .action(async (text: string, options: CatalogQueryOptions) => {
      const user = userArgument(text);
      const range = timeRange(options, new Date());
      const [client, table] = await openCatalog(options);
      const workerSids = await findWorkerSids(client, options, user);
      const found = await Promise.all(workerSids.map(sid => findRecordingsOfAgent(client, table, sid)));
      const recordingSids = [...new Set(found.flat())];
      if (recordingSids.length === 0) note(`The catalog has no recording whose call ${text} handled.\n`);
      const { trail, filters, progress } = await openTrail(options);
      const events = readEventsOfRecordings(trail, recordingSids, withHeardAfter(range, options), filters);
      exitWith(await showEvents(events, { ...options, asked: range }, progress));
    });
};

/** Returns all worker SIDs that the person ever had. Throws `UsageError` if the trail does not know the e-mail address. */
const findWorkerSids = async (
  client: DynamoDB,
  options: CatalogQueryOptions,
  user: UserArgument,
): Promise<string[]> => {
  if (user.by === 'worker') return [user.workerSid];
  const auditTable = await resolveTableName(options, 'AuditTableName');
  const workerSids: string[] = [];
  for await (const sid of findWorkersByName({ client, auditTable, name: user.name })) workerSids.push(sid);
  if (workerSids.length > 0) return workerSids;
  throw new UsageError(
    `The audit trail has no event of ${user.name}, so the worker SID is unknown. Give the worker SID: WK…`,
  );
};
