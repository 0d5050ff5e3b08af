import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { EndedCoverages } from '../../../domain/media/ports.ts';
import { ok } from '../../../domain/shared/result.ts';
import { type DynamoDbItems, type DynamoDbReads, isConditionFailed } from '../../aws/aws-calls.ts';
import { awsUnavailable } from '../../aws/aws-failure.ts';
import { coverageOf, coveredLinkOf, readCoverageItem } from './coverage-item.ts';
import { DUE_INDEX, DUE_SHARDS } from './due-index.ts';

/** A finished coverage is kept for a week, so that an operator can look at it. */
const KEPT_SECONDS = 7 * 86_400;

/** Coverages in the LinkCoverage table, for the function that puts them on record. Every failure is `unavailable`. */
export const dynamoDbEndedCoverages = (
  client: Pick<DynamoDbItems, 'updateItem'> & Pick<DynamoDbReads, 'query'>,
  table: string,
): EndedCoverages => ({
  async *readDue(at) {
    for (const shard of DUE_SHARDS) {
      let from: Record<string, AttributeValue> | undefined;
      do {
        try {
          const page = await client.query({
            TableName: table,
            IndexName: DUE_INDEX,
            KeyConditionExpression: 'due_shard = :shard AND due_at <= :at',
            ExpressionAttributeValues: marshall({ ':shard': shard, ':at': Math.floor(at.getTime() / 1000) }),
            ...(from && { ExclusiveStartKey: from }),
          });
          for (const item of page.Items ?? []) yield ok(item['link_hash']?.S ?? '');
          from = page.LastEvaluatedKey;
        } catch (error) {
          yield awsUnavailable('coverage', error);
          return;
        }
      } while (from);
    }
  },

  close: async (linkHash, at) => {
    try {
      const { Attributes } = await client.updateItem({
        TableName: table,
        Key: marshall({ link_hash: linkHash }),
        ConditionExpression: 'attribute_exists(link_hash)',
        UpdateExpression: 'SET closed_at = if_not_exists(closed_at, :at)',
        ExpressionAttributeValues: marshall({ ':at': at.toISOString() }),
        ReturnValues: 'ALL_NEW',
      });
      const read = Attributes ? readCoverageItem(Attributes) : ok(undefined);
      if (!read.ok) return read;
      const item = read.value;
      return ok(
        item && {
          link: coveredLinkOf(linkHash, item),
          coverage: coverageOf(item),
          closedAt: new Date(item.closed_at ?? at),
          endedBy: item.revoked_at === undefined ? 'link_expired' : 'link_revoked',
        },
      );
    } catch (error) {
      return isConditionFailed(error) ? ok(undefined) : awsUnavailable('coverage', error);
    }
  },

  finish: async (linkHash, at) => {
    try {
      await client.updateItem({
        TableName: table,
        Key: marshall({ link_hash: linkHash }),
        // Without the condition, an update would create an item that has been deleted.
        ConditionExpression: 'attribute_exists(link_hash)',
        UpdateExpression: 'SET deleted_after = :end REMOVE due_shard',
        ExpressionAttributeValues: marshall({ ':end': Math.ceil(at.getTime() / 1000) + KEPT_SECONDS }),
      });
      return ok(undefined);
    } catch (error) {
      return isConditionFailed(error) ? ok(undefined) : awsUnavailable('coverage', error);
    }
  },
});
