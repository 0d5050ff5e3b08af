import type { AttributeFilter, QueryableTrail } from '../../../lambda/adapters/dynamodb/dynamodb-audit-trail.ts';
import type { TimeRange } from '../../../lambda/domain/audit/chain/ports.ts';
import { mergeSorted } from '../../../lambda/domain/audit/chain/sorted-streams.ts';
import { compareItems, type StoredItem } from '../../../lambda/domain/audit/chain/stored-item.ts';
import { mapAhead } from '../../../lambda/domain/audit/verify/map-ahead.ts';

/** Number of recordings that are queried at the same time. */
const AHEAD = 16;

/**
 * Yields the events of many recordings in the order of the trail. Memory: up to two pages of each recording that has
 * events. Each SID must occur once. Throws `StreamFailure`.
 */
export async function* readEventsOfRecordings(
  trail: QueryableTrail,
  recordingSids: readonly string[],
  range: TimeRange,
  filters: readonly AttributeFilter[],
): AsyncGenerator<StoredItem> {
  const streams: AsyncIterable<StoredItem>[] = [];
  const start = (sid: string) => startReading(trail.readByRecording(sid, range, filters));
  for await (const stream of mapAhead(recordingSids, AHEAD, start)) if (stream) streams.push(stream);
  yield* mergeSorted(streams, compareItems);
}

/** Reads the first element. Returns the whole stream, or undefined if it is empty. */
const startReading = async <T>(stream: AsyncIterable<T>): Promise<AsyncIterable<T> | undefined> => {
  const iterator = stream[Symbol.asyncIterator]();
  const first = await iterator.next();
  return first.done ? undefined : resumeReading(first.value, iterator);
};

async function* resumeReading<T>(first: T, iterator: AsyncIterator<T>): AsyncGenerator<T> {
  yield first;
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
}
