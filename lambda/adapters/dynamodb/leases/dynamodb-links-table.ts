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
  /** Gives the lease as it is afterwards; undefined when the condition does not hold. */
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

  /** Writes down when something was done about a lease; a lease that is gone needs no such note. */
  const note = async (
    linkHash: string,
    attribute: 'opening_recorded_at' | 'revocation_recorded_at',
    at: Date,
  ): Promise<Result<void, Failure>> => {
    const noted = await update(linkHash, {
      // An update must not bring an item back that the TTL took.
      condition: 'attribute_exists(link_hash)',
      update: `SET ${attribute} = :at`,
      values: { ':at': at.toISOString() },
    });
    return noted.ok ? ok(undefined) : noted;
  };

  return { update, note };
};
