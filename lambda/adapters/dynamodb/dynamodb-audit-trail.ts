import { type DynamoDBClient, GetItemCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import type { TimeRange } from '../../domain/audit/chain/ports.ts';
import { mergeSorted } from '../../domain/audit/chain/sorted-streams.ts';
import { compareItems, type StoredItem } from '../../domain/audit/chain/stored-item.ts';
import { DAY_SHARD_COUNT } from '../../domain/audit/events/audit-event.ts';
import type { ComparableTrail } from '../../domain/audit/verify/ports.ts';
import { err, ok } from '../../domain/shared/result.ts';
import { awsFailure } from '../aws/aws-failure.ts';
import { countItems, queryItems, scanItems } from './dynamodb-pages.ts';
import { auditItem } from './plain-item.ts';

/** Maximum number of items in a page. Memory holds two pages of each of the eight shards, so pages must be small. */
const PAGE_ITEMS = 250;

/** Selects items in which one of these attributes has this value. Costs as much as reading all items. */
export interface AttributeFilter {
  readonly anyOf: readonly string[];
  readonly equals: string;
}

/** The audit trail with the reads of digests and verification (by time) and those of auditors. */
export interface QueryableTrail extends ComparableTrail {
  readBetween(range: TimeRange, filters?: readonly AttributeFilter[]): AsyncIterable<StoredItem>;
  readByRecording(
    recordingSid: string,
    range: TimeRange,
    filters?: readonly AttributeFilter[],
  ): AsyncIterable<StoredItem>;
  readByWorker(workerSid: string, range: TimeRange, filters?: readonly AttributeFilter[]): AsyncIterable<StoredItem>;
  /** The events of the user with this `realm_user_id`, such as an e-mail address, under any worker. */
  readByName(realmUserId: string, range: TimeRange, filters?: readonly AttributeFilter[]): AsyncIterable<StoredItem>;
}

export interface DynamoDbAuditTrailOptions {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** Called with the number of items that each page has read, including those that the filters removed. */
  readonly onRead?: (count: number) => void;
}

/** Reads the AccessAudit table by its indexes, and never writes. An index is slightly behind its table. */
export const dynamoDbAuditTrail = ({ client, table, onRead }: DynamoDbAuditTrailOptions): QueryableTrail => {
  const source = { client, ...(onRead && { onRead }) };
  // DynamoDB refuses an empty range.
  const query = (partition: Partition, range: TimeRange, more: Partial<QueryCommandInput>) =>
    isEmpty(range) ? nothing() : queryItems(source, { TableName: table, ...keyCondition(partition, range, more) });
  const readByDay = async function* (range: TimeRange, more: Partial<QueryCommandInput>): AsyncGenerator<StoredItem> {
    for (const day of daysOf(range)) {
      const shards = shardsOf(day).map(shard => query(shard, range, more));
      yield* mergeSorted(shards, compareItems);
    }
  };
  return {
    readBetween: (range, filters) => readByDay(range, filterExpression(filters)),
    readKeysBetween: range => readByDay(range, { ProjectionExpression: 'recording_sid, event_key' }),
    countBetween: async range => {
      if (isEmpty(range)) return ok(0);
      try {
        const counts = [...daysOf(range)].flatMap(day =>
          shardsOf(day).map(shard => countItems(client, { TableName: table, ...keyCondition(shard, range, {}) })),
        );
        return ok((await Promise.all(counts)).reduce((sum, count) => sum + count, 0));
      } catch (error) {
        return err(awsFailure('audit', error));
      }
    },
    readByRecording: (recordingSid, range, filters) =>
      query({ attribute: 'recording_sid', value: recordingSid }, range, filterExpression(filters)),
    readByWorker: (workerSid, range, filters) =>
      query({ index: 'by-user', attribute: 'worker_sid', value: workerSid }, range, filterExpression(filters)),
    readByName: (realmUserId, range, filters) =>
      query({ index: 'by-name', attribute: 'realm_user_id', value: realmUserId }, range, filterExpression(filters)),
    readAllKeys: () =>
      scanItems(source, { TableName: table, ProjectionExpression: 'recording_sid, event_key, day_shard' }),
    find: async ({ recording_sid, event_key }) => {
      try {
        const { Item } = await client.send(
          new GetItemCommand({
            TableName: table,
            Key: { recording_sid: { S: recording_sid }, event_key: { S: event_key } },
            ConsistentRead: true,
          }),
        );
        return ok(Item && auditItem(Item));
      } catch (error) {
        return err(awsFailure('audit', error));
      }
    },
  };
};

const isEmpty = ({ from, to }: TimeRange): boolean => from >= to;

async function* nothing(): AsyncGenerator<StoredItem> {}

interface Partition {
  readonly index?: string;
  readonly attribute: string;
  readonly value: string;
}

const shardsOf = (day: string): Partition[] =>
  Array.from({ length: DAY_SHARD_COUNT }, (_, shard) => ({
    index: 'by-day',
    attribute: 'day_shard',
    value: `${day}#${shard}`,
  }));

/**
 * Event keys begin with their time, so the order of texts is the order of times. `BETWEEN` includes its end; therefore the
 * end is the greatest text below the end of the range. A key that is only a time is then also in exactly one range.
 */
const keyCondition = (
  { index, attribute, value }: Partition,
  { from, to }: TimeRange,
  more: Partial<QueryCommandInput>,
): Omit<QueryCommandInput, 'TableName'> => ({
  ...(index !== undefined && { IndexName: index }),
  KeyConditionExpression: '#partition = :partition AND event_key BETWEEN :from AND :to',
  Limit: PAGE_ITEMS,
  ...more,
  ExpressionAttributeNames: { '#partition': attribute, ...more.ExpressionAttributeNames },
  ExpressionAttributeValues: {
    ':partition': { S: value },
    ':from': { S: from },
    ':to': { S: justBelow(to) },
    ...more.ExpressionAttributeValues,
  },
});

/** Lowers the last character by one and appends the greatest character, so that the result is just below the text. */
const justBelow = (text: string): string =>
  `${text.slice(0, -1)}${String.fromCharCode(text.charCodeAt(text.length - 1) - 1)}\u{10ffff}`;

const filterExpression = (filters: readonly AttributeFilter[] = []): Partial<QueryCommandInput> => {
  if (filters.length === 0) return {};
  const names = [...new Set(filters.flatMap(filter => filter.anyOf))];
  const nameOf = (attribute: string) => `#f${names.indexOf(attribute)}`;
  return {
    FilterExpression: filters
      .map(({ anyOf }, index) => `(${anyOf.map(name => `${nameOf(name)} = :f${index}`).join(' OR ')})`)
      .join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(names.map(name => [nameOf(name), name])),
    ExpressionAttributeValues: Object.fromEntries(filters.map(({ equals }, index) => [`:f${index}`, { S: equals }])),
  };
};

const DAY_MS = 86_400_000;

/** Returns the days of a range, in order. */
function* daysOf({ from, to }: TimeRange): Generator<string> {
  const endMs = Date.parse(to);
  for (let dayMs = Date.parse(from.slice(0, 10)); dayMs < endMs; dayMs += DAY_MS) {
    yield new Date(dayMs).toISOString().slice(0, 10);
  }
}
