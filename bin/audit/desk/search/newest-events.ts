import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { queryItems } from '../../../../lambda/adapters/dynamodb/dynamodb-pages.ts';
import type { TimeRange } from '../../../../lambda/domain/audit/chain/ports.ts';
import { mergeSorted } from '../../../../lambda/domain/audit/chain/sorted-streams.ts';
import {
  compareItems,
  type StoredItem,
  type StoredItemKey,
} from '../../../../lambda/domain/audit/chain/stored-item.ts';
import { DAY_SHARD_COUNT } from '../../../../lambda/domain/audit/events/audit-event.ts';

/** A key of the table or of one of its indexes, under which events are in order of time. */
export interface Partition {
  readonly index?: 'by-user' | 'by-day' | 'by-name';
  readonly attribute: string;
  readonly value: string;
}

/** A part of the trail: the events of a time, before another event. */
export interface TrailPart {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly range: TimeRange;
  readonly before?: StoredItemKey | undefined;
  /** How many events one request reads. */
  readonly pageEvents: number;
}

/** An event, or the news that there are no more events after this time. */
export type Step = { readonly event: StoredItem } | { readonly readBackTo: string };

/** Yields the events of partitions, newest first, each once. Throws `StreamFailure`. */
export async function* newestOf(part: TrailPart, partitions: readonly Partition[]): AsyncGenerator<StoredItem> {
  const { from, to } = part.range;
  const end = part.before && part.before.event_key < to ? part.before.event_key : to;
  // DynamoDB refuses a range that ends before it begins.
  if (end < from) return;
  const streams = partitions.map(partition => query(part, partition, end));
  for await (const event of mergeSorted(streams, (a, b) => compareItems(b, a))) {
    // The range of a query includes its end. A key that is only a time equals the end.
    if (event.event_key >= to || (part.before && compareItems(event, part.before) >= 0)) continue;
    yield event;
  }
}

const query = ({ client, table, range, pageEvents }: TrailPart, { index, attribute, value }: Partition, end: string) =>
  queryItems(
    { client },
    {
      TableName: table,
      ...(index && { IndexName: index }),
      KeyConditionExpression: '#partition = :partition AND event_key BETWEEN :from AND :end',
      ExpressionAttributeNames: { '#partition': attribute },
      ExpressionAttributeValues: { ':partition': { S: value }, ':from': { S: range.from }, ':end': { S: end } },
      ScanIndexForward: false,
      Limit: pageEvents,
    },
  );

const DAY_MS = 86_400_000;
const ISO_CHARS = 24;

/** Yields the events of all recordings, newest first, one day after the other. Throws `StreamFailure`. */
export async function* newestByDay(part: TrailPart): AsyncGenerator<Step> {
  const { from, to } = part.range;
  const end = part.before && part.before.event_key < to ? part.before.event_key : to;
  // A key that is only a time is a place between events: what is at that time was read, or is not asked for.
  const newestMs = Date.parse(end.slice(0, ISO_CHARS)) - (end.length === ISO_CHARS ? 1 : 0);
  for (let dayMs = newestMs - (newestMs % DAY_MS); dayMs > Date.parse(from) - DAY_MS; dayMs -= DAY_MS) {
    const midnight = new Date(dayMs).toISOString();
    for await (const event of newestOf(part, shardsOf(midnight.slice(0, 10)))) yield { event };
    yield { readBackTo: midnight > from ? midnight : from };
  }
}

const shardsOf = (day: string): Partition[] =>
  Array.from({ length: DAY_SHARD_COUNT }, (_, shard) => ({
    index: 'by-day',
    attribute: 'day_shard',
    value: `${day}#${shard}`,
  }));
