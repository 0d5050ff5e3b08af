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

/** `onRead` is told how many items each page cost, filtered out or not. */
export interface ItemSource {
  readonly client: DynamoDBClient;
  readonly onRead?: (count: number) => void;
}

interface Page {
  readonly ScannedCount?: number | undefined;
  readonly Items?: Record<string, AttributeValue>[] | undefined;
  readonly LastEvaluatedKey?: Record<string, AttributeValue> | undefined;
}

/** All items of a query, page by page. Throws `StreamFailure`. */
export const queriedItems = (source: ItemSource, input: QueryCommandInput): AsyncIterable<StoredItem> =>
  itemsOf(source, ExclusiveStartKey => source.client.send(new QueryCommand({ ...input, ExclusiveStartKey })));

/** All items of a scan, page by page. Throws `StreamFailure`. */
export const scannedItems = (source: ItemSource, input: ScanCommandInput): AsyncIterable<StoredItem> =>
  itemsOf(source, ExclusiveStartKey => source.client.send(new ScanCommand({ ...input, ExclusiveStartKey })));

/** How many items a query finds. Pages are as large as DynamoDB makes them, since none is carried over. */
export const countedItems = async (client: DynamoDBClient, input: QueryCommandInput): Promise<number> => {
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

/** The next page is under way while this one is used: at most two pages are in memory. */
async function* itemsOf(
  { onRead }: ItemSource,
  read: (startKey: Page['LastEvaluatedKey']) => Promise<Page>,
): AsyncGenerator<StoredItem> {
  const start = (startKey: Page['LastEvaluatedKey']) => {
    const page = read(startKey);
    // The consumer may stop before it comes to this page; its failure is then nobody's.
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
