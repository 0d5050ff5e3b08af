import { marshall } from '@aws-sdk/util-dynamodb';
import { AUDIT_TTL_ATTRIBUTE, type AuditEvent } from '../../domain/audit/events/audit-event.ts';
import type { AuditLog } from '../../domain/audit/events/audit-log.ts';
import type { ChainEvent } from '../../domain/audit/events/chain-event.ts';
import type { RuleEvent } from '../../domain/audit/events/rule-event.ts';
import { fail } from '../../domain/shared/failure.ts';
import { ok } from '../../domain/shared/result.ts';
import { type DynamoDbItems, isConditionFailed } from '../aws/aws-calls.ts';
import { awsUnavailable } from '../aws/aws-failure.ts';

export interface DynamoDbAuditLogOptions {
  readonly client: DynamoDbItems;
  readonly table: string;
  /** Absent: items are never deleted. */
  readonly retentionDays?: number | undefined;
}

/**
 * Appends to the audit trail in DynamoDB. It only creates items: a put fails if its key exists, unless the stored event is
 * the same. That happens in the SDK's second attempt, when the answer to the first one was lost. The put has a condition
 * on all texts and numbers of the event for this, so it needs no permission to read.
 *
 * Every failure is `unavailable`, even a refused permission: to the caller, all failures mean that the event is not durable.
 * The reason in the log states the cause.
 */
export const dynamoDbAuditLog = <Event extends AuditEvent | ChainEvent | RuleEvent = AuditEvent>({
  client,
  table,
  retentionDays,
}: DynamoDbAuditLogOptions): AuditLog<Event> => ({
  append: async event => {
    const facts = Object.entries(event).filter(([, value]) => typeof value === 'string' || typeof value === 'number');
    try {
      await client.putItem({
        TableName: table,
        Item: marshall({ ...event, ...retention(event, retentionDays) }),
        ConditionExpression: `attribute_not_exists(event_key) OR (${facts.map(([name]) => `#${name} = :${name}`).join(' AND ')})`,
        ExpressionAttributeNames: Object.fromEntries(facts.map(([name]) => [`#${name}`, name])),
        ExpressionAttributeValues: marshall(Object.fromEntries(facts.map(([name, value]) => [`:${name}`, value]))),
      });
      return ok(undefined);
    } catch (error) {
      return isConditionFailed(error) ? fail('unavailable', 'audit_key_taken', error) : awsUnavailable('audit', error);
    }
  },
});

const retention = (event: Pick<AuditEvent, 'occurred_at'>, retentionDays: number | undefined) =>
  retentionDays === undefined
    ? {}
    : { [AUDIT_TTL_ATTRIBUTE]: Math.ceil(Date.parse(event.occurred_at) / 1000) + retentionDays * 86_400 };
