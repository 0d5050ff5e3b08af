import { ConditionalCheckFailedException, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { AUDIT_TTL_ATTRIBUTE, type AuditEvent } from '../../domain/audit/events/audit-event.ts';
import type { AuditLog } from '../../domain/playback/ports.ts';
import { fail } from '../../domain/shared/failure.ts';
import { ok } from '../../domain/shared/result.ts';
import { awsUnavailable } from '../aws/aws-failure.ts';
import { plainItem } from './plain-item.ts';

export interface DynamoDbAuditLogOptions {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** Absent: items are kept for good. */
  readonly retentionDays?: number | undefined;
}

/**
 * The audit trail in DynamoDB. It only ever creates items: a put whose key exists already fails.
 * Every failure is `unavailable`, even a refused permission: to the caller there is one way in which an audit event is
 * not durable, and the reason in the log says which it was.
 */
export const dynamoDbAuditLog = ({ client, table, retentionDays }: DynamoDbAuditLogOptions): AuditLog => ({
  append: async event => {
    try {
      await client.send(
        new PutItemCommand({
          TableName: table,
          Item: marshall({ ...event, ...retention(event, retentionDays) }),
          ConditionExpression: 'attribute_not_exists(event_key)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return ok(undefined);
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) {
        return isOurOwnRetry(error, event) ? ok(undefined) : fail('unavailable', 'audit_key_taken', error);
      }
      return awsUnavailable('audit', error);
    }
  },
});

const retention = (event: AuditEvent, retentionDays: number | undefined) =>
  retentionDays === undefined
    ? {}
    : { [AUDIT_TTL_ATTRIBUTE]: Math.ceil(Date.parse(event.occurred_at) / 1000) + retentionDays * 86_400 };

/**
 * The SDK's second attempt finds the item of the first one when only its answer was lost. That item is durable, so the
 * put succeeded; anything else under our key is not our doing and fails.
 */
const isOurOwnRetry = ({ Item }: ConditionalCheckFailedException, event: AuditEvent): boolean => {
  if (!Item) return false;
  const stored = plainItem(Item);
  return Object.entries(event).every(([name, value]) => JSON.stringify(stored[name]) === JSON.stringify(value));
};
