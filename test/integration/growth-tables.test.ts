import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DynamoDBClient, PutItemCommand, paginateScan, QueryCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Filled, fillTables, someRecording, someUser } from '../../bench/growth/fill-tables.ts';
import { type LocalStack, startLocalStack } from '../../local/stack.ts';
import { administratorDynamoDb, askFor } from '../support/playback-client.ts';

const ITEMS = 200;
let folder: string;
let stack: LocalStack;
let client: DynamoDBClient;
let filled: Filled;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'growth-tables-'));
  const empty = await startLocalStack({ dataDir: folder });
  await empty.close();
  filled = await fillTables(join(folder, 'dynamodb'), empty.description.tables, { items: ITEMS, onItems: () => {} });
  stack = await startLocalStack({ dataDir: folder });
  client = administratorDynamoDb(stack.description);
});
afterAll(async () => {
  client?.destroy();
  await stack?.close();
  await rm(folder, { recursive: true, force: true });
});

const everything = async () => {
  const items = [];
  const TableName = stack.description.tables.audit;
  for await (const { Items = [] } of paginateScan({ client }, { TableName, ConsistentRead: true }))
    items.push(...Items);
  return items;
};
const eventsOf = async (attribute: 'recording_sid' | 'worker_sid', value: string): Promise<number | undefined> => {
  const { Count } = await client.send(
    new QueryCommand({
      TableName: stack.description.tables.audit,
      ...(attribute === 'worker_sid' && { IndexName: 'by-user' }),
      KeyConditionExpression: `${attribute} = :value`,
      ExpressionAttributeValues: { ':value': { S: value } },
    }),
  );
  return Count;
};

test('filled tables hold as many events of each recording and user, whatever their size', async () => {
  expect(await everything()).toHaveLength(ITEMS);
  expect(await eventsOf('recording_sid', someRecording(filled))).toBe(20);
  expect(await eventsOf('worker_sid', someUser(filled))).toBe(50);
});

test('filled items lie where the database itself would put them, in its indexes too', async () => {
  const items = await everything();
  for (const Item of items) {
    await client.send(new PutItemCommand({ TableName: stack.description.tables.audit, Item }));
  }
  expect(await everything()).toHaveLength(ITEMS);
  expect(await eventsOf('worker_sid', someUser(filled))).toBe(50);
});

test('a play on filled tables is recorded', async () => {
  const { description } = stack;
  const before = (await everything()).length;
  const { status } = await askFor(description, description.recordings[0]?.sid ?? '', description.tokens.supervisor);
  expect(status).toBe(200);
  expect(await everything()).toHaveLength(before + 1);
});
