import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { AuditItemKey } from '../../lambda/domain/digest-chain/audit-item.ts';

/** An item as DynamoDB would spell it: its keys, and the text of the JSON members for everything else. */
export interface RawItem extends AuditItemKey {
  readonly day_shard: string;
  /** Such as `"__proto__":{"S":"x"}`. */
  readonly members: string;
}

/** A server on loopback that answers reads of the audit table in DynamoDB's protocol, letter by letter as a test says. */
export interface RawDynamoDb {
  readonly url: string;
  items: readonly RawItem[];
  close(): Promise<void>;
}

interface ReadRequest {
  readonly IndexName?: string;
  readonly Select?: string;
  readonly ProjectionExpression?: string;
  readonly Key?: { readonly [K in keyof AuditItemKey]: { readonly S: string } };
  readonly ExpressionAttributeValues?: Readonly<Record<string, { readonly S: string }>>;
}

/**
 * What a real table may hold and the local database cannot: it drops attributes called `__proto__` without a word, since
 * it keeps items as JavaScript objects. So this server knows nothing but keys, and hands the rest over as text.
 */
export const startRawDynamoDb = async (): Promise<RawDynamoDb> => {
  const server = createServer(async (request, response) => {
    const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
    const body = JSON.parse((await buffer(request)).toString('utf8')) as ReadRequest;
    response.writeHead(200, { 'Content-Type': 'application/x-amz-json-1.0' });
    response.end(answer(operation, body, raw.items));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  // Large answers keep the test's own event loop busy for longer than Node would keep an idle connection.
  server.keepAliveTimeout = 0;
  const raw: RawDynamoDb = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    items: [],
    close: async () => {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
  return raw;
};

const answer = (operation: string, request: ReadRequest, items: readonly RawItem[]): string => {
  const textOf = (item: RawItem) => itemText(item, request.ProjectionExpression !== undefined);
  if (operation === 'GetItem') {
    const found = items.find(
      ({ recording_sid, event_key }) =>
        recording_sid === request.Key?.recording_sid.S && event_key === request.Key?.event_key.S,
    );
    return found ? `{"Item":${textOf(found)}}` : '{}';
  }
  const found = operation === 'Scan' ? items : items.filter(item => isAskedFor(item, request));
  const counts = `"Count":${found.length},"ScannedCount":${found.length}`;
  return request.Select === 'COUNT' ? `{${counts}}` : `{"Items":[${found.map(textOf).join(',')}],${counts}}`;
};

const isAskedFor = (item: RawItem, { IndexName, ExpressionAttributeValues: values }: ReadRequest): boolean => {
  const partition = IndexName === 'by-day' ? item.day_shard : item.recording_sid;
  const [from = '', to = ''] = [values?.[':from']?.S, values?.[':to']?.S];
  return partition === values?.[':partition']?.S && from <= item.event_key && item.event_key <= to;
};

const itemText = ({ recording_sid, event_key, day_shard, members }: RawItem, keysOnly: boolean): string => {
  const keys = Object.entries({ recording_sid, event_key, day_shard }).map(
    ([name, value]) => `${JSON.stringify(name)}:{"S":${JSON.stringify(value)}}`,
  );
  return `{${[...keys, ...(keysOnly || members === '' ? [] : [members])].join(',')}}`;
};
