import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import type { Command } from 'commander';
import { v7 as uuidV7 } from 'uuid';
import { dynamoDbAuditLog } from '../../../lambda/adapters/dynamodb/dynamodb-audit-log.ts';
import type { RevocationTarget } from '../../../lambda/domain/media/ports.ts';
import type { Failure } from '../../../lambda/domain/shared/failure.ts';
import { parseRecordingSid } from '../../../lambda/domain/shared/recording-sid.ts';
import { awsClients, awsErrorOf } from '../../deployment/aws-clients.ts';
import { readCallerArn, UNKNOWN_OPERATOR } from '../../deployment/caller-identity.ts';
import { findWorkersByName } from '../../deployment/find-workers.ts';
import { type UserArgument, userArgument } from '../../deployment/sid-arguments.ts';
import { readStackOutput } from '../../deployment/stack-outputs.ts';
import { resolveTableName, type TableOptions } from '../../deployment/table-options.ts';
import { EXIT_CODE, type ExitCode, UsageError } from '../../terminal/exit-code.ts';
import { type FormatOption, withFormat } from '../../terminal/format-option.ts';
import { note, print, printJson } from '../../terminal/output.ts';
import { continueOnOutputError } from '../../terminal/output-errors.ts';
import { printable } from '../../terminal/printable.ts';
import { withTrailOptions } from '../queries/query-options.ts';
import { dynamoDbLinkRevocation } from './dynamodb-link-revocation.ts';
import { type RevokedLink, revokeLinks } from './revoke-links.ts';

interface RevokeOptions extends TableOptions, FormatOption<'text' | 'ndjson'> {
  readonly linksTable?: string;
  readonly coverageTable?: string;
  readonly link?: string;
  readonly recording?: string;
  readonly user?: string;
  readonly reason: string;
}

const EVENT_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
/** A link lives at most twelve hours, and its event is written before it. */
const NAME_LOOK_BACK_MS = 7 * 86_400_000;
const REASON_CHARS = 200;

/** Adds `audit revoke --link … | --recording … | --user …`, which revokes live streamed links and records each. */
export const addRevoke = (program: Command, exitWith: (code: ExitCode) => void): void => {
  withFormat(withTrailOptions(program.command('revoke')), ['text', 'ndjson'])
    .description('revoke live streamed links; presigned links cannot be revoked, they only expire')
    .option('--link <event-id>', 'the link that this link_issued event records')
    .option('--recording <recording-sid>', 'all links to one recording')
    .option('--user <worker-sid | e-mail>', 'all links of one user')
    .option('--reason <text>', 'the reason that the audit trail records', 'revoked_by_operator')
    .option('--links-table <name>', "the table of streamed links, instead of the stack's")
    .option('--coverage-table <name>', "the table of what has left with them, instead of the stack's")
    .action(async (options: RevokeOptions) => {
      // With `audit revoke … | head -1`, the second link must also be revoked.
      continueOnOutputError();
      exitWith(await revoke(options));
    });
};

const revoke = async (options: RevokeOptions): Promise<ExitCode> => {
  const named = namedTarget(options);
  const isJson = options.format === 'ndjson';
  const client = awsClients(options).dynamoDb();
  // Without a region nothing works; an operator who stays unknown is no reason to stop.
  await client.config.region();
  const tables = {
    links: options.linksTable ?? (await readStackOutput(options, 'MediaLinksTableName')),
    coverage: options.coverageTable ?? (await readStackOutput(options, 'LinkCoverageTableName')),
  };
  const auditTable = await resolveTableName(options, 'AuditTableName');
  const dependencies = {
    links: dynamoDbLinkRevocation(client, tables),
    audit: dynamoDbAuditLog({ client, table: auditTable }),
    now: () => new Date(),
    newEventId: uuidV7,
  };
  const order = {
    reason: options.reason.slice(0, REASON_CHARS),
    requestId: `revoke-${uuidV7()}`,
    tool: 'audit revoke',
    operator: await readOperator(options),
  };
  const targets = named.by === 'name' ? findWorkersNamed(client, auditTable, named.name) : [named];
  let ended = 0;
  let failure: Failure | undefined;
  for await (const target of targets) {
    for await (const outcome of revokeLinks(dependencies, { target, ...order })) {
      if (outcome.ok) {
        if (isJson) printJson(facts(outcome.value));
        else print(`${sentence(outcome.value)}\n`);
        ended += 1;
      } else failure ??= outcome.error;
    }
  }
  if (!isJson && ended > 0) print(`Links ended: ${ended}\n`);
  if (failure) throw awsErrorOf(failure);
  if (!isJson && ended === 0) print('No live link found.\n');
  return ended > 0 ? EXIT_CODE.found : EXIT_CODE.nothing;
};

/** A link must end also if STS does not answer. The events then say `unknown`. */
const readOperator = async (options: RevokeOptions): Promise<string> => {
  try {
    return await readCallerArn(options);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    note(`${printable(message)}. The command goes on; the audit trail names no operator.\n`);
    return UNKNOWN_OPERATOR;
  }
};

/** Yields each worker that had this name in a recent event. */
async function* findWorkersNamed(client: DynamoDB, auditTable: string, name: string): AsyncGenerator<RevocationTarget> {
  const since = new Date(Date.now() - NAME_LOOK_BACK_MS);
  for await (const workerSid of findWorkersByName({ client, auditTable, name, since })) {
    note(printable(`${name} is ${workerSid}.`).concat('\n'));
    yield { by: 'user', workerSid };
  }
}

/** Returns the target that the options name. Throws `UsageError` unless they name exactly one valid target. */
const namedTarget = ({ link, recording, user }: RevokeOptions): RevocationTarget | NamedUserTarget => {
  const given = [link, recording, user].filter(value => value !== undefined);
  if (given.length !== 1) {
    throw new UsageError(
      `Name exactly one of --link, --recording and --user. Example: flex-audit revoke --user ${EXAMPLE_USER}`,
    );
  }
  if (link !== undefined) {
    if (EVENT_ID.test(link)) return { by: 'event', eventId: link };
    throw new UsageError(`--link "${link}" is not an event id. Use the event_id of a link_issued event.`);
  }
  if (user !== undefined) {
    const argument = userArgument(user);
    return argument.by === 'name' ? argument : { by: 'user', workerSid: argument.workerSid };
  }
  const recordingSid = parseRecordingSid(recording ?? '');
  if (recordingSid) return { by: 'recording', recordingSid };
  throw new UsageError(`--recording "${recording}" is not a recording SID. Example: --recording ${EXAMPLE_RECORDING}`);
};

type NamedUserTarget = Extract<UserArgument, { readonly by: 'name' }>;

const EXAMPLE_USER = `WK${'0123456789abcdef'.repeat(2)}`;
const EXAMPLE_RECORDING = `RE${'0123456789abcdef'.repeat(2)}`;

const facts = ({ lease: { eventId, recordingSid, caller, expiresAt, opening }, isOnRecord }: RevokedLink) => ({
  event_id: eventId,
  recording_sid: recordingSid,
  worker_sid: caller.workerSid,
  realm_user_id: caller.realmUserId,
  was_opened: opening !== undefined,
  would_have_expired_at: expiresAt.toISOString(),
  is_on_record: isOnRecord,
});

const sentence = (link: RevokedLink): string => {
  const { event_id, recording_sid, realm_user_id, was_opened } = facts(link);
  const use = was_opened ? 'in use' : 'not yet used';
  const record = link.isOnRecord ? '' : ' (not recorded yet: run the command again)';
  return printable(`ended ${event_id}: ${recording_sid}, ${realm_user_id}, ${use}${record}`);
};
