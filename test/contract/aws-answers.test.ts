import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { S3 } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { awsClientSettings } from '../../lambda/adapters/aws/aws-client-settings.ts';
import { awsFailure } from '../../lambda/adapters/aws/aws-failure.ts';
import { signedDynamoDb } from '../../lambda/adapters/aws/signed-calls.ts';
import { signedS3 } from '../../lambda/adapters/s3/signed-s3.ts';
import { connectionTo } from '../support/aws-connection.ts';

const TIMEOUT_MS = 300;
const HOUR_MS = 3_600_000;

interface Answer {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}
type Behaviour = Answer | 'reset' | 'hang' | 'break-off';

let server: Server;
let behaviour: Behaviour;
let requests: IncomingMessage[] = [];

const answer = (request: IncomingMessage, response: ServerResponse) => {
  requests.push(request);
  request.resume();
  if (behaviour === 'hang') return;
  if (behaviour === 'reset') return void request.socket.resetAndDestroy();
  if (behaviour === 'break-off') {
    response.writeHead(200, { 'Content-Length': 100 });
    return void response.write('{', () => response.socket?.resetAndDestroy());
  }
  response.writeHead(behaviour.status, { 'x-amzn-requestid': 'id', ...behaviour.headers }).end(behaviour.body ?? '');
};

beforeAll(async () => {
  server = createServer(answer);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const sdkSettings = () => ({
  ...awsClientSettings({ region: 'us-east-1', requestTimeoutMs: TIMEOUT_MS }),
  endpoint: url(),
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});
const leanSettings = () => connectionTo(url(), undefined, TIMEOUT_MS);

/** The outcome of a call, and the number of its attempts. */
const outcomeOf = async (call: () => Promise<unknown>) => {
  requests = [];
  let error: unknown;
  await call().catch(thrown => {
    error = thrown;
  });
  const { name, $metadata } = (error ?? {}) as { name?: string; $metadata?: { httpStatusCode?: number } };
  const { code, reason } = error === undefined ? {} : awsFailure('aws', error);
  return { attempts: requests.length, name, status: $metadata?.httpStatusCode, code, reason };
};

const json = (status: number, type: string, message = 'why'): Answer => ({
  status,
  body: JSON.stringify({ __type: type, message }),
});
const DYNAMODB: readonly [string, Behaviour][] = [
  ...[
    'ThrottlingException',
    'ProvisionedThroughputExceededException',
    'RequestLimitExceeded',
    'ConditionalCheckFailedException',
    'ResourceNotFoundException',
    'AccessDeniedException',
    'ExpiredTokenException',
    'UnrecognizedClientException',
    'ValidationException',
    'ItemCollectionSizeLimitExceededException',
    'TransactionInProgressException',
    'ReplicatedWriteConflictException',
    'NobodyKnowsException',
  ].map((name): [string, Behaviour] => [name, json(400, `com.amazonaws.dynamodb.v20120810#${name}`)]),
  ['InternalServerError', json(500, 'com.amazonaws.dynamodb.v20120810#InternalServerError')],
  ['a name without its namespace', json(400, 'ThrottlingException')],
  ['a name with a URL', json(400, 'ThrottlingException:http://internal.amazon.com/')],
  ['a name in the header', { status: 400, body: '{}', headers: { 'x-amzn-ErrorType': 'ThrottlingException' } }],
  ['a name in the member code', { status: 400, body: '{"code":"ThrottlingException"}' }],
  ['a 400 without a body', { status: 400 }],
  ['a 500 without a body', { status: 500 }],
  ['HTML from a gateway', { status: 502, body: '<html>Bad Gateway</html>' }],
  ['HTML with status 200', { status: 200, body: '<html>Hello</html>' }],
  ['a 429', { status: 429, body: '{}' }],
  ['a 503', { status: 503, body: '{}' }],
  ['a 501', { status: 501, body: '{}' }],
  ['a redirect', { status: 307, body: '{}' }],
  ['a connection reset', 'reset'],
  ['never given', 'hang'],
  ['an incomplete body', 'break-off'],
];

const xml = (status: number, code: string): [string, Behaviour] => [
  `${status} ${code}`,
  { status, body: `<?xml version="1.0"?>\n<Error><Code>${code}</Code><Message>why &amp; what</Message></Error>` },
];
const S3_ANSWERS: readonly [string, Behaviour][] = [
  xml(404, 'NoSuchKey'),
  xml(404, 'NoSuchVersion'),
  xml(404, 'NoSuchBucket'),
  xml(403, 'AccessDenied'),
  xml(403, 'InvalidObjectState'),
  xml(403, 'SignatureDoesNotMatch'),
  xml(400, 'ExpiredToken'),
  xml(400, 'RequestTimeout'),
  xml(412, 'PreconditionFailed'),
  xml(416, 'InvalidRange'),
  xml(301, 'PermanentRedirect'),
  xml(500, 'InternalError'),
  xml(503, 'SlowDown'),
  ['a 404 without a body', { status: 404 }],
  ['a 403 without a body', { status: 403 }],
  ['a 412 without a body', { status: 412 }],
  ['a 503 without a body', { status: 503 }],
  ['a 307 without a body', { status: 307 }],
  ['a connection reset', 'reset'],
  ['never given', 'hang'],
];

describe('the DynamoDB client', () => {
  const input = { TableName: 't', Key: { id: { S: '1' } } };

  test.each(DYNAMODB)("has the SDK's outcome and number of attempts when the response is %s", async (_, behave) => {
    behaviour = behave;
    const ours = await outcomeOf(() => signedDynamoDb(leanSettings()).getItem(input));
    const client = new DynamoDB(sdkSettings());
    expect(ours).toEqual(await outcomeOf(() => client.getItem(input)));
    client.destroy();
  });

  test('returns bytes, not a text, for a binary value', async () => {
    const bytes = Buffer.from('restricted').toString('base64');
    const Item = {
      team: { B: bytes },
      tags: { L: [{ BS: [bytes] }, { M: { B: { B: bytes } } }] },
      queue: { S: bytes },
    };
    behaviour = { status: 200, body: JSON.stringify({ Item }) };
    const client = new DynamoDB(sdkSettings());
    const { Item: ours } = await signedDynamoDb(leanSettings()).getItem(input);
    expect(ours).toEqual((await client.getItem(input)).Item);
    expect(ours?.['team']?.B).toEqual(Uint8Array.from(Buffer.from('restricted')));
    client.destroy();
  });

  test('waits as long as the response asks for before the next attempt', async () => {
    behaviour = { ...json(400, 'ThrottlingException'), headers: { 'x-amz-retry-after': '700' } };
    const startedAt = performance.now();
    expect(await outcomeOf(() => signedDynamoDb(leanSettings()).getItem(input))).toMatchObject({ attempts: 2 });
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(690);
  });

  test.each([
    ['ahead', HOUR_MS],
    ['behind', -HOUR_MS],
  ])(
    'signs the next attempt and the next call with the time of AWS when its own clock differs by an hour (AWS is %s)',
    async (_, offsetMs) => {
      const date = new Date(Date.now() + offsetMs);
      behaviour = { ...json(403, 'RequestTimeTooSkewed'), headers: { Date: date.toUTCString() } };
      const signedAt = () =>
        requests.map(({ headers }) => String(headers['x-amz-date']).slice(0, 'yyyymmddThh'.length));
      const items = signedDynamoDb(leanSettings());
      await outcomeOf(() => items.getItem(input));
      const ours = signedAt();
      const client = new DynamoDB(sdkSettings());
      await outcomeOf(() => client.getItem(input));
      expect(ours).toEqual(signedAt());
      expect(ours).toHaveLength(2);
      await outcomeOf(() => items.getItem(input));
      expect(signedAt()[0]).toBe(ours[1]);
      client.destroy();
    },
  );
});

describe('the S3 client', () => {
  const input = { Bucket: 'recordings', Key: 'a' };

  test.each(S3_ANSWERS)("has the SDK's outcome and number of attempts when the response is %s", async (_, behave) => {
    behaviour = behave;
    const ours = await outcomeOf(() => signedS3(leanSettings()).getObject(input));
    const client = new S3({ ...sdkSettings(), responseChecksumValidation: 'WHEN_REQUIRED' });
    expect(ours).toEqual(await outcomeOf(() => client.getObject(input)));
    client.destroy();
  });
});
