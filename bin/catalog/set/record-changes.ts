import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import { v7 as uuidV7 } from 'uuid';
import { dynamoDbAuditLog } from '../../../lambda/adapters/dynamodb/dynamodb-audit-log.ts';
import type { RuleEvent } from '../../../lambda/domain/audit/events/rule-event.ts';
import { awsErrorOf } from '../../deployment/aws-clients.ts';
import { readCallerArn } from '../../deployment/caller-identity.ts';
import { readStackOutput } from '../../deployment/stack-outputs.ts';
import type { TableOptions } from '../../deployment/table-options.ts';
import { AwsError } from '../../terminal/exit-code.ts';
import { type Change, type ChangeProblem, changeOnRecord } from './change-on-record.ts';

/** The options about the audit trail. */
export interface RecordOptions extends TableOptions {
  readonly auditTable?: string;
  readonly reason: string;
}

const REASON_CHARS = 200;

/** Makes changes one after the other, each on record with the operator. Throws `AwsError` at the first that fails. */
export const recordChanges = async (
  options: RecordOptions,
  client: DynamoDB,
  changes: readonly Change[],
): Promise<void> => {
  const table = options.auditTable ?? (await readStackOutput(options, 'AuditTableName'));
  const audit = dynamoDbAuditLog<RuleEvent>({ client, table });
  const order = {
    operator: await readCallerArn(options),
    reason: options.reason.slice(0, REASON_CHARS),
    tool: 'catalog set',
    requestId: `set-${uuidV7()}`,
  };
  for (const change of changes) {
    const made = await changeOnRecord({ audit, now: () => new Date(), newEventId: uuidV7 }, order, change);
    if (!made.ok) throw changeError(made.error, change);
  }
};

const changeError = ({ failure, during, isFailureOnRecord }: ChangeProblem, { event, after }: Change): AwsError => {
  const { message, cause } = awsErrorOf(failure);
  if (during === 'announcing')
    return new AwsError(`Nothing was changed, because the audit trail cannot be written: ${message}`, { cause });
  const record = isFailureOnRecord
    ? 'The audit trail says so'
    : 'The audit trail has only the announcement of this change: run the command again';
  const halfway = event === 'hold_changed' ? ` ${HALFWAY[after['held'] === true ? 'set' : 'lifted']}` : '';
  return new AwsError(`The change failed: ${message}. ${record}.${halfway}`, { cause });
};

/** What a hold that was set or lifted only in part can leave behind. */
const HALFWAY = {
  set: 'S3 may hold some versions already; the catalog does not say that the recording is held. Run the command again.',
  lifted: 'S3 may still hold some versions; the catalog may say that the recording is not held. Run the command again.',
} as const;
