import { BatchWriteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { eventAt } from './audit-events.ts';

const BATCH = 25;
const AT_ONCE = 4;

/** Puts a number of events, spread evenly over `spanMs` from `from`, into the table. Returns their keys in order. */
export const putManyEvents = async (
  client: DynamoDBClient,
  table: string,
  { count, from, spanMs }: { readonly count: number; readonly from: Date; readonly spanMs: number },
): Promise<string[]> => {
  const keys: string[] = [];
  let next = 0;
  const putBatches = async () => {
    while (next < count) {
      const first = next;
      next += BATCH;
      const events = Array.from({ length: Math.min(BATCH, count - first) }, (_, index) =>
        eventAt(new Date(from.getTime() + Math.floor(((first + index) * spanMs) / count)).toISOString()),
      );
      keys.push(...events.map(event => event.event_key));
      const requests = events.map(event => ({ PutRequest: { Item: marshall(event) } }));
      await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests } }));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, putBatches));
  return keys.sort();
};
