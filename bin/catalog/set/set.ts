import type { Command } from 'commander';
import { v7 as uuidV7 } from 'uuid';
import { dynamoDbAuditLog } from '../../../lambda/adapters/dynamodb/dynamodb-audit-log.ts';
import {
  dynamoDbCatalogWriter,
  inspectCatalogItem,
  readCatalogItemOf,
} from '../../../lambda/adapters/dynamodb/dynamodb-recording-catalog.ts';
import type { RuleEvent } from '../../../lambda/domain/audit/events/rule-event.ts';
import type { RecordingSid } from '../../../lambda/domain/shared/recording-sid.ts';
import { awsClients, awsErrorOf } from '../../deployment/aws-clients.ts';
import { readCallerArn } from '../../deployment/caller-identity.ts';
import { findWorkerSid } from '../../deployment/find-workers.ts';
import { orThrow } from '../../deployment/or-throw.ts';
import { recordingSidArgument, userArgument } from '../../deployment/sid-arguments.ts';
import { readStackOutput } from '../../deployment/stack-outputs.ts';
import { resolveTableName, type TableOptions, withTableOptions } from '../../deployment/table-options.ts';
import { AwsError } from '../../terminal/exit-code.ts';
import { type FormatOption, withFormat } from '../../terminal/format-option.ts';
import { print } from '../../terminal/output.ts';
import { itemText, warnOfUnreadable } from '../item-text.ts';
import { type ChangeProblem, changeOnRecord } from './change-on-record.ts';
import { changedFacts } from './changed-facts.ts';
import { type CompanyFactsOptions, companyDecision } from './company-facts.ts';

interface SetOptions extends TableOptions, CompanyFactsOptions, FormatOption {
  readonly auditTable?: string;
  readonly reason: string;
}

const REASON_CHARS = 200;

/** Adds `catalog set RE…`, which sets facts that only the company knows, or that correct facts of Twilio. */
export const addSet = (program: Command): void => {
  withFormat(withTableOptions(program.command('set'), 'Recordings table'))
    .description('Sets facts of a recording, and records who set them. They take precedence over what Twilio reports.')
    .argument('<RE…>', "the recording's SID")
    .option('--restricted', 'only users whom the policies allow restricted recordings may listen')
    .option('--no-restricted', 'no longer restricted')
    .option('--tag <label>', 'a tag; repeat the option for several tags. They replace the existing tags', collect)
    .option('--no-tags', 'remove all tags')
    .option('--team <name>', 'the team of the worker who handled the call')
    .option('--no-team', "use what Twilio reports, or the agent's team")
    .option('--queue <name>', 'the queue that the call came through')
    .option('--no-queue', 'use what Twilio reports')
    .option('--agent <WK… | e-mail>', 'the worker who handled the call')
    .option('--no-agent', 'use what Twilio reports')
    .option('--reason <text>', 'the reason that the audit trail records', 'set_by_operator')
    .option('--audit-table <name>', "the audit table, instead of the stack's")
    .action(async (sid: string, options: SetOptions) => {
      const recordingSid = recordingSidArgument(sid);
      const decision = companyDecision({ ...options, ...(await findAgentBySid(options)) });
      const client = awsClients(options).dynamoDb();
      const catalog = { client, table: await resolveTableName(options, 'RecordingsTableName') };
      const stored = orThrow(await readCatalogItemOf(catalog, recordingSid)) ?? {};
      const changed = changedFacts(stored, decision);
      if (changed) {
        const { decided, before, after } = changed;
        const apply = () => dynamoDbCatalogWriter(catalog).apply({ recordingSid, decided });
        const change = { recordingSid, before, after, apply };
        const auditTable = options.auditTable ?? (await readStackOutput(options, 'AuditTableName'));
        const audit = dynamoDbAuditLog<RuleEvent>({ client, table: auditTable });
        const order = {
          operator: await readCallerArn(options),
          reason: options.reason.slice(0, REASON_CHARS),
          tool: 'catalog set',
          requestId: `set-${uuidV7()}`,
        };
        const made = await changeOnRecord({ audit, now: () => new Date(), newEventId: uuidV7 }, order, change);
        if (!made.ok) throw changeError(made.error);
      }
      await printEntry(catalog, recordingSid, options.format === 'json');
    });
};

const changeError = ({ failure, during, isFailureOnRecord }: ChangeProblem): AwsError => {
  const { message, cause } = awsErrorOf(failure);
  if (during === 'announcing')
    return new AwsError(`Nothing was changed, because the audit trail cannot be written: ${message}`, { cause });
  const record = isFailureOnRecord
    ? 'The audit trail says so'
    : 'The audit trail has only the announcement of this change: run the command again';
  return new AwsError(`The change failed: ${message}. ${record}.`, { cause });
};

const printEntry = async (
  catalog: Parameters<typeof inspectCatalogItem>[0],
  recordingSid: RecordingSid,
  asJson: boolean,
): Promise<void> => {
  const item = await inspectCatalogItem(catalog, recordingSid);
  if (!item.ok) throw new AwsError(`The facts were written, but the entry cannot be shown: ${item.error.reason}`);
  if (!item.value) {
    print(asJson ? 'null\n' : `Nothing is known about ${recordingSid}.\n`);
    return;
  }
  print(itemText(item.value, asJson));
  warnOfUnreadable(item.value);
};

/** Finds the worker SID of an agent who is named by e-mail address. */
const findAgentBySid = async ({ agent, ...options }: SetOptions): Promise<Pick<SetOptions, 'agent'>> =>
  typeof agent === 'string' && agent.includes('@') ? { agent: await findWorkerSid(options, userArgument(agent)) } : {};

const collect = (label: string, before: readonly string[] = []): readonly string[] => [...before, label];
