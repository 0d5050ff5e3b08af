import { marshall } from '@aws-sdk/util-dynamodb';
import type { LinkLease } from '../../../domain/media/lease/link-lease.ts';
import type { Failure } from '../../../domain/shared/failure.ts';
import { ok, type Result } from '../../../domain/shared/result.ts';
import { type DynamoDbItems, isConditionFailed } from '../../aws/aws-calls.ts';
import { awsUnavailable } from '../../aws/aws-failure.ts';
import { readLinkLease } from './read-link-lease.ts';

/** One conditional write to a lease, in DynamoDB's expression language. */
export interface LeaseUpdate {
  readonly condition: string;
  readonly update: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly names?: Readonly<Record<string, string>>;
}

/** Updates of the MediaLinks table. Every failure is `unavailable`; the reason in the log says which it was. */
export const dynamoDbLinksTable = (client: DynamoDbItems, table: string) => {
  /** Returns the resulting lease; undefined when the condition is false. */
  const update = async (
    linkHash: string,
    { condition, update: expression, values, names }: LeaseUpdate,
  ): Promise<Result<LinkLease | undefined, Failure>> => {
    try {
      const { Attributes } = await client.updateItem({
        TableName: table,
        Key: marshall({ link_hash: linkHash }),
        ConditionExpression: condition,
        UpdateExpression: expression,
        ...(names && { ExpressionAttributeNames: names }),
        ExpressionAttributeValues: marshall(values),
        ReturnValues: 'ALL_NEW',
      });
      return Attributes ? readLinkLease(Attributes) : ok(undefined);
    } catch (error) {
      return isConditionFailed(error) ? ok(undefined) : awsUnavailable('links', error);
    }
  };

  /** Stores in a lease when something was recorded. Does nothing if the lease is gone. */
  const note = async (
    linkHash: string,
    attribute: 'opening_recorded_at' | 'revocation_recorded_at',
    at: Date,
  ): Promise<Result<void, Failure>> => {
    const noted = await update(linkHash, {
      // Without the condition, an update would create an item that the TTL has deleted.
      condition: 'attribute_exists(link_hash)',
      update: `SET ${attribute} = :at`,
      values: { ':at': at.toISOString() },
    });
    return noted.ok ? ok(undefined) : noted;
  };

  return { update, note };
};
