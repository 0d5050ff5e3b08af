import { BatchWriteItemCommand, CreateTableCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { AuditItem } from '../../lambda/domain/digest-chain/audit-item.ts';
import { type ScriptedDynamoDb, startScriptedDynamoDb } from './scripted-dynamodb.ts';

const BATCH = 25;

/** A table with the keys and indexes of AccessAudit, on loopback. */
export interface AuditTable {
  readonly server: ScriptedDynamoDb;
  readonly client: DynamoDBClient;
  readonly table: string;
  put(...items: AuditItem[]): Promise<void>;
  /** For many items: in batches, without asking for each. */
  putMany(items: readonly AuditItem[]): Promise<void>;
  close(): Promise<void>;
}

export const startAuditTable = async (): Promise<AuditTable> => {
  const server = await startScriptedDynamoDb();
  const client = new DynamoDBClient({
    region: 'us-east-1',
    endpoint: server.url,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 2,
  });
  const table = 'audit';
  await client.send(new CreateTableCommand(definition(table)));
  await server.tableActive(client, table);
  const put = async (...items: AuditItem[]) => {
    for (const item of items) await client.send(new PutItemCommand({ TableName: table, Item: marshalled(item) }));
  };
  const putMany = async (items: readonly AuditItem[]) => {
    for (let start = 0; start < items.length; start += BATCH) {
      const requests = items.slice(start, start + BATCH).map(item => ({ PutRequest: { Item: marshalled(item) } }));
      await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests } }));
    }
  };
  const close = async () => {
    client.destroy();
    await server.close();
  };
  return { server, client, table, put, putMany, close };
};

const marshalled = (item: AuditItem) => marshall(item, { removeUndefinedValues: true });

const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const });
const keys = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' as const },
  { AttributeName: range, KeyType: 'RANGE' as const },
];
const index = (IndexName: string, hash: string) => ({
  IndexName,
  KeySchema: keys(hash, 'event_key'),
  Projection: { ProjectionType: 'ALL' as const },
});

const definition = (TableName: string) => ({
  TableName,
  BillingMode: 'PAY_PER_REQUEST' as const,
  AttributeDefinitions: ['recording_sid', 'event_key', 'worker_sid', 'day_shard'].map(text),
  KeySchema: keys('recording_sid', 'event_key'),
  GlobalSecondaryIndexes: [index('by-user', 'worker_sid'), index('by-day', 'day_shard')],
});
