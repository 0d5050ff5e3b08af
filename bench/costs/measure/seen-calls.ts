import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { TableDefinition } from '../../../local/template/tables.ts';
import type { SeenRequest } from './counting-front.ts';
import { type Item, itemBytes, readUnits } from './item-size.ts';
import { type Write, writesOf } from './write-cost.ts';

/** What the functions have asked of the services. */
export interface Usage {
  /** Number of calls by service and operation, such as `dynamodb PutItem`. */
  readonly calls: Readonly<Record<string, number>>;
  readonly writes: readonly Write[];
  readonly readUnits: number;
}

interface ItemCall {
  readonly TableName: string;
  readonly Key?: Item;
  readonly Item?: Item;
  readonly ConsistentRead?: boolean;
}

/** Returns the service and operation of a call: by its target, or by its signature and method for S3. */
const nameOf = ({ method, headers }: SeenRequest): string => {
  const target = headers['x-amz-target'];
  const service = /Credential=[^,]*\/([a-z0-9]+)\/aws4_request/.exec(String(headers.authorization))?.[1] ?? 'iam';
  return `${service} ${typeof target === 'string' ? target.replace(/^.*\./, '') : method}`;
};

/** Counts calls, and looks up how large the items are that they read and write. */
export const countCalls = (awsUrl: string, tables: readonly TableDefinition[]) => {
  const admin = new DynamoDBClient({
    region: 'us-east-1',
    endpoint: awsUrl,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  let calls: Record<string, number> = {};
  let writes: Write[] = [];
  let units = 0;

  const stored = async (TableName: string, Key: Item): Promise<Item | undefined> =>
    (await admin.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }))).Item;

  const seeItemCall = async (operation: string, call: ItemCall): Promise<() => Promise<void>> => {
    const table = tables.find(({ tableName }) => tableName === call.TableName);
    if (!table) throw new Error(`${call.TableName} is not a table of the template`);
    const attributes = call.Key ?? call.Item ?? {};
    const names = table.keySchema.map(({ AttributeName }) => AttributeName);
    const key = Object.fromEntries(Object.entries(attributes).filter(([name]) => names.includes(name)));
    const before = await stored(table.tableName, key);
    if (operation === 'GetItem') {
      units += readUnits(before ? itemBytes(before) : 0, call.ConsistentRead === true);
      return nothing;
    }
    return async () => {
      const after = await stored(table.tableName, key);
      if (after) writes.push(...writesOf(table, before, after));
    };
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
      const usage = { calls, writes, readUnits: units };
      calls = {};
      writes = [];
      units = 0;
      return usage;
    },
    close: () => admin.destroy(),
  };
};

const nothing = async (): Promise<void> => undefined;
