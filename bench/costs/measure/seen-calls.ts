import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { TableDefinition } from '../../../local/template/tables.ts';
import type { SeenRequest } from './counting-front.ts';
import { type Item, itemBytes, readUnits } from './item-size.ts';
import { type Growth, growthOf, type Write, writesOf } from './write-cost.ts';

/** The calls of the functions to the services. */
export interface Usage {
  /** Number of calls by service and operation, such as `dynamodb PutItem`. */
  readonly calls: Readonly<Record<string, number>>;
  readonly writes: readonly Write[];
  /** Growth of each table and index. */
  readonly growth: readonly Growth[];
  readonly readUnits: number;
}

/** A written item, before the first and after the last write. */
interface WrittenItem {
  readonly table: TableDefinition;
  readonly before: Item | undefined;
  readonly after: Item;
}

interface ItemCall {
  readonly TableName: string;
  readonly Key?: Item;
  readonly Item?: Item;
  readonly ConsistentRead?: boolean;
}

/** Returns the service and operation of a call, from its target header; for S3, from its signature and method. */
const nameOf = ({ method, headers }: SeenRequest): string => {
  const target = headers['x-amz-target'];
  const service = /Credential=[^,]*\/([a-z0-9]+)\/aws4_request/.exec(String(headers.authorization))?.[1] ?? 'iam';
  return `${service} ${typeof target === 'string' ? target.replace(/^.*\./, '') : method}`;
};

/** Counts calls, and reads the size of the items that they read and write. */
export const countCalls = (awsUrl: string, tables: readonly TableDefinition[]) => {
  const admin = new DynamoDBClient({
    region: 'us-east-1',
    endpoint: awsUrl,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  let calls: Record<string, number> = {};
  let writes: Write[] = [];
  let written = new Map<string, WrittenItem>();
  let units = 0;

  const stored = async (TableName: string, Key: Item): Promise<Item | undefined> =>
    (await admin.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }))).Item;

  let turns: Promise<void> = Promise.resolve();
  /**
   * Waits until the earlier write has ended, and returns the function that ends this one. Two simultaneous writes would both
   * seem to make the whole change.
   */
  const nextTurn = async (): Promise<() => void> => {
    const earlier = turns;
    let endTurn = (): void => undefined;
    turns = new Promise(resolve => {
      endTurn = resolve;
    });
    await earlier;
    return endTurn;
  };

  const seeItemCall = async (operation: string, call: ItemCall): Promise<() => Promise<void>> => {
    const table = tables.find(({ tableName }) => tableName === call.TableName);
    if (!table) throw new Error(`${call.TableName} is not a table of the template`);
    const attributes = call.Key ?? call.Item ?? {};
    const names = table.keySchema.map(({ AttributeName }) => AttributeName);
    const key = Object.fromEntries(Object.entries(attributes).filter(([name]) => names.includes(name)));
    if (operation === 'GetItem') {
      const item = await stored(table.tableName, key);
      units += readUnits(item ? itemBytes(item) : 0, call.ConsistentRead === true);
      return nothing;
    }
    const endTurn = await nextTurn();
    const before = await stored(table.tableName, key);
    const seeAfter = async (): Promise<void> => {
      const after = await stored(table.tableName, key);
      if (!after) return;
      writes.push(...writesOf(table, before, after));
      const id = JSON.stringify([table.tableName, key]);
      const first = written.get(id);
      written.set(id, { table, before: first ? first.before : before, after });
    };
    return () => seeAfter().finally(endTurn);
  };

  return {
    see: async (request: SeenRequest): Promise<() => Promise<void>> => {
      const name = nameOf(request);
      calls[name] = (calls[name] ?? 0) + 1;
      const [service, operation = ''] = name.split(' ');
      return service === 'dynamodb' ? seeItemCall(operation, JSON.parse(String(request.body))) : nothing;
    },
    /** Returns the usage since the last request for it. */
    take: (): Usage => {
      const growth = [...written.values()].flatMap(({ table, before, after }) => growthOf(table, before, after));
      const usage = { calls, writes, growth, readUnits: units };
      calls = {};
      writes = [];
      written = new Map();
      units = 0;
      return usage;
    },
    close: () => admin.destroy(),
  };
};

const nothing = async (): Promise<void> => undefined;
