import { marshall } from '@aws-sdk/util-dynamodb';
import type { LinkCoverages } from '../../../domain/media/ports.ts';
import { ok } from '../../../domain/shared/result.ts';
import { type DynamoDbItems, isConditionFailed } from '../../aws/aws-calls.ts';
import { awsUnavailable } from '../../aws/aws-failure.ts';
import { coverageItem, coverageOf, readCoverageItem } from './coverage-item.ts';
import { dueShard } from './due-index.ts';

/** Coverages in the LinkCoverage table, for the function that serves links. Every failure is `unavailable`. */
export const dynamoDbLinkCoverages = (
  client: Pick<DynamoDbItems, 'getItem' | 'updateItem'>,
  table: string,
): LinkCoverages => ({
  find: async linkHash => {
    try {
      const { Item } = await client.getItem({
        TableName: table,
        Key: marshall({ link_hash: linkHash }),
        ConsistentRead: true,
      });
      const item = Item ? readCoverageItem(Item) : ok(undefined);
      return item.ok ? ok(item.value && coverageOf(item.value)) : item;
    } catch (error) {
      return awsUnavailable('coverage', error);
    }
  },

  store: async (link, coverage) => {
    const attributes = Object.entries(coverageItem(link, coverage));
    const isFirst = coverage.version === 1;
    try {
      await client.updateItem({
        TableName: table,
        Key: marshall({ link_hash: link.linkHash }),
        // A closed coverage was first stored, so it has `answers`.
        ConditionExpression: isFirst
          ? 'attribute_not_exists(answers) AND attribute_not_exists(closed_at)'
          : 'answers = :before AND attribute_not_exists(closed_at)',
        // A revocation has set `due_at` to an earlier time than the expiry.
        UpdateExpression: `SET due_shard = :shard, due_at = if_not_exists(due_at, :due), ${attributes.map(([name]) => `#${name} = :${name}`).join(', ')}`,
        ExpressionAttributeNames: Object.fromEntries(attributes.map(([name]) => [`#${name}`, name])),
        ExpressionAttributeValues: marshall({
          ':shard': dueShard(link.linkHash),
          ':due': Math.ceil(link.expiresAt.getTime() / 1000),
          ...(!isFirst && { ':before': coverage.version - 1 }),
          ...Object.fromEntries(attributes.map(([name, value]) => [`:${name}`, value])),
        }),
      });
      return ok('stored');
    } catch (error) {
      return isConditionFailed(error) ? ok('outdated') : awsUnavailable('coverage', error);
    }
  },
});
