import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { StoredItemKey } from '../../lambda/domain/audit/chain/stored-item.ts';

/** An item in DynamoDB's JSON: its keys, and its other members as JSON text. */
export interface RawItem extends StoredItemKey {
  readonly day_shard: string;
  /** For example `"__proto__":{"S":"x"}`. */
  readonly members: string;
}

/** A loopback server that answers in DynamoDB's protocol with exactly the text that a test gives. */
export interface RawDynamoDb {
  readonly url: string;
  close(): Promise<void>;
}

/** The response to a request, JSON as text. */
export type RawAnswer = (operation: string, request: RawRequest) => string;

/** The responses for reads of these items of the audit table. */
export interface RawTrail extends RawDynamoDb {
  items: readonly RawItem[];
}

/** The members of requests that the responses depend on. */
interface RawRequest {
  readonly IndexName?: string;
  readonly Select?: string;
  readonly ProjectionExpression?: string;
  readonly Key?: Readonly<Record<string, { readonly S: string }>>;
  readonly ExpressionAttributeValues?: Readonly<Record<string, { readonly S: string }>>;
}

/**
 * For items that a real table can hold and the local database cannot: it silently drops attributes named `__proto__`,
 * because it keeps items as JavaScript objects. This server returns text instead.
 */
export const startRawDynamoDb = async (answer: RawAnswer): Promise<RawDynamoDb> => {
  const server = createServer(async (request, response) => {
    const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
    const body = JSON.parse((await buffer(request)).toString('utf8')) as RawRequest;
    response.writeHead(200, { 'Content-Type': 'application/x-amz-json-1.0' });
    response.end(answer(operation, body));
  });
  // Large answers keep the test's own event loop busy for longer than Node would keep an idle connection.
  server.keepAliveTimeout = 0;
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
};

/** Answers the queries of the audit trail. */
export const startRawTrail = async (): Promise<RawTrail> => {
  const server = await startRawDynamoDb((operation, request) => answer(operation, request, trail.items));
  const trail: RawTrail = { ...server, items: [] };
  return trail;
};

const answer = (operation: string, request: RawRequest, items: readonly RawItem[]): string => {
  const textOf = (item: RawItem) => itemText(item, request.ProjectionExpression !== undefined);
  if (operation === 'GetItem') {
    const found = items.find(
      ({ recording_sid, event_key }) =>
        recording_sid === request.Key?.['recording_sid']?.S && event_key === request.Key?.['event_key']?.S,
    );
    return found ? `{"Item":${textOf(found)}}` : '{}';
  }
  const found = operation === 'Scan' ? items : items.filter(item => isAskedFor(item, request));
  const counts = `"Count":${found.length},"ScannedCount":${found.length}`;
  return request.Select === 'COUNT' ? `{${counts}}` : `{"Items":[${found.map(textOf).join(',')}],${counts}}`;
};

const isAskedFor = (item: RawItem, { IndexName, ExpressionAttributeValues: values }: RawRequest): boolean => {
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
