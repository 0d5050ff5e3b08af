import {
  CreateTableCommand,
  DynamoDB,
  type DynamoDBClientConfig,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDbItems } from '../../lambda/adapters/aws/aws-calls.ts';
import { signedDynamoDb } from '../../lambda/adapters/aws/signed-calls.ts';
import { connectionTo } from './aws-connection.ts';
import { type ScriptedDynamoDb, startScriptedDynamoDb } from './scripted-dynamodb.ts';

type Item = Readonly<Record<string, unknown>>;

/** The name and the keys of a table. */
export interface TableKeys {
  readonly table: string;
  readonly key: Key;
  /** Each index projects all attributes. */
  readonly indexes?: Readonly<Record<string, Key>>;
  /** The key attributes that are numbers. The others are texts. */
  readonly numbers?: readonly string[];
}
/** The partition key's attribute, and the sort key's. */
type Key = readonly [partition: string] | readonly [partition: string, sort: string];

/** One table of an embedded DynamoDB on loopback that fails on demand. */
export interface ScriptedTable {
  readonly server: ScriptedDynamoDb;
  readonly client: DynamoDB;
  readonly table: string;
  /** The connection of a function's adapters to the table, with two attempts. */
  items(requestTimeoutMs?: number): DynamoDbItems;
  /** Another client, closed together with the table. */
  connect(settings: DynamoDBClientConfig): DynamoDB;
  put(item: Item): Promise<void>;
  /** The item as it is stored. */
  item(key: Item): Promise<Record<string, unknown> | undefined>;
  close(): Promise<void>;
}

/** @param settings of the client under test. @default two attempts */
export const startScriptedTable = async (
  { table, key, indexes = {}, numbers = [] }: TableKeys,
  settings: DynamoDBClientConfig = { maxAttempts: 2 },
): Promise<ScriptedTable> => {
  const server = await startScriptedDynamoDb();
  const clients: DynamoDB[] = [];
  const connect = (more: DynamoDBClientConfig) => {
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const client = new DynamoDB({ region: 'us-east-1', ...more, endpoint: server.url, credentials });
    clients.push(client);
    return client;
  };
  const client = connect(settings);
  await createTable(server, client, { table, key, indexes, numbers });
  return {
    server,
    client,
    table,
    connect,
    items: requestTimeoutMs => signedDynamoDb(connectionTo(server.url, undefined, requestTimeoutMs)),
    put: async item => {
      const Item = marshall(item, { removeUndefinedValues: true });
      await client.send(new PutItemCommand({ TableName: table, Item }));
    },
    item: async itemKey => {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: table, Key: marshall(itemKey), ConsistentRead: true }),
      );
      return Item && unmarshall(Item);
    },
    close: async () => {
      for (const each of clients) each.destroy();
      await server.close();
    },
  };
};

/** Creates a further table on the same server. */
export const createTable = async (
  server: ScriptedDynamoDb,
  client: DynamoDB,
  { table, key, indexes = {}, numbers = [] }: TableKeys,
): Promise<void> => {
  await client.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: attributesOf([key, ...Object.values(indexes)], numbers),
      KeySchema: schemaOf(key),
      ...(Object.keys(indexes).length > 0 && {
        GlobalSecondaryIndexes: Object.entries(indexes).map(([IndexName, indexKey]) => ({
          IndexName,
          KeySchema: schemaOf(indexKey),
          Projection: { ProjectionType: 'ALL' as const },
        })),
      }),
    }),
  );
  await server.tableActive(client, table);
};

const attributesOf = (keys: readonly Key[], numbers: readonly string[]) =>
  [...new Set(keys.flat())].map(name => ({
    AttributeName: name,
    AttributeType: numbers.includes(name) ? ('N' as const) : ('S' as const),
  }));

const schemaOf = ([partition, sort]: Key) => [
  { AttributeName: partition, KeyType: 'HASH' as const },
  ...(sort === undefined ? [] : [{ AttributeName: sort, KeyType: 'RANGE' as const }]),
];
