import {
  type AttributeValue,
  type DynamoDBClient,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  type ScanCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { StoredItem } from '../../domain/audit/chain/stored-item.ts';
import { StreamFailure } from '../../domain/audit/chain/stream-failure.ts';
import { awsFailure } from '../aws/aws-failure.ts';
import { auditItem } from './plain-item.ts';

/** A source of items. `onRead` gets the number of items that each page has read, including those that filters removed. */
export interface ItemSource {
  readonly client: DynamoDBClient;
  readonly onRead?: (count: number) => void;
}

interface Page {
  readonly ScannedCount?: number | undefined;
  readonly Items?: Record<string, AttributeValue>[] | undefined;
  readonly LastEvaluatedKey?: Record<string, AttributeValue> | undefined;
}

/** Yields all items of a query, page by page. Throws `StreamFailure`. */
export const queryItems = (source: ItemSource, input: QueryCommandInput): AsyncIterable<StoredItem> =>
  readPages(source, ExclusiveStartKey => source.client.send(new QueryCommand({ ...input, ExclusiveStartKey })));

/** Yields all items of a scan, page by page. Throws `StreamFailure`. */
export const scanItems = (source: ItemSource, input: ScanCommandInput): AsyncIterable<StoredItem> =>
  readPages(source, ExclusiveStartKey => source.client.send(new ScanCommand({ ...input, ExclusiveStartKey })));

/** Returns the number of items that a query finds. Pages have DynamoDB's maximum size, because no items are transferred. */
export const countItems = async (client: DynamoDBClient, input: QueryCommandInput): Promise<number> => {
  const { Limit: _, ...unlimited } = input;
  let count = 0;
  let ExclusiveStartKey: Page['LastEvaluatedKey'];
  do {
    const page = await client.send(new QueryCommand({ ...unlimited, Select: 'COUNT', ExclusiveStartKey }));
    count += page.Count ?? 0;
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return count;
};

/** Requests the next page while the current one is used, so at most two pages are in memory. */
async function* readPages(
  { onRead }: ItemSource,
  read: (startKey: Page['LastEvaluatedKey']) => Promise<Page>,
): AsyncGenerator<StoredItem> {
  const start = (startKey: Page['LastEvaluatedKey']) => {
    const page = read(startKey);
    // If the consumer stops before this page, a failure of this request must not be an unhandled rejection.
    page.catch(() => {});
    return page;
  };
  let next: Promise<Page> | undefined = start(undefined);
  while (next) {
    const page: Page = await next.catch(error => {
      throw new StreamFailure(awsFailure('audit', error));
    });
    onRead?.(page.ScannedCount ?? 0);
    next = page.LastEvaluatedKey && start(page.LastEvaluatedKey);
    for (const item of page.Items ?? []) yield auditItem(item);
  }
}
