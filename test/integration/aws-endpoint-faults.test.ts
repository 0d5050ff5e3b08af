import { PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { AwsEndpoint } from '../../local/aws/endpoint/endpoint.ts';
import { BUCKET, clientsOf, outcomeOf, startEndpoint, TABLE } from '../support/aws-endpoint.ts';

let endpoint: AwsEndpoint;
const invoked: unknown[] = [];

beforeAll(async () => {
  endpoint = await startEndpoint(
    {},
    {
      secrets: { twilio: 't' },
      invoke: async (name, event) => {
        if (name !== 'Digest') throw new Error(`there is no function ${name}`);
        invoked.push(event);
        return { done: true };
      },
    },
  );
  await clientsOf(endpoint).s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'a', Body: 'x' }));
});
const control = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  fetch(endpoint.url + path, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
const order = (fault: object) => control('POST', '/__faults', fault);
afterEach(() => control('DELETE', '/__faults'));
afterAll(() => endpoint.close());

const putItem = (maxAttempts = 1) =>
  clientsOf(endpoint, undefined, maxAttempts).dynamodb.send(
    new PutItemCommand({ TableName: TABLE, Item: { recording_sid: { S: 'RE1' }, event_key: { S: '1' } } }),
  );
const getObject = () => clientsOf(endpoint).s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'a' }));
const headObject = () => clientsOf(endpoint).s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'a' }));
const getSecret = () => clientsOf(endpoint).secrets.send(new GetSecretValueCommand({ SecretId: 'twilio' }));

describe('a fault', () => {
  test.each<[string, string, () => Promise<unknown>, string, object]>([
    [
      'dynamodb',
      'PutItem',
      putItem,
      'throttle',
      { name: 'ProvisionedThroughputExceededException', $metadata: { httpStatusCode: 400 } },
    ],
    ['dynamodb', 'PutItem', putItem, 'error', { name: 'InternalServerError', $fault: 'server' }],
    ['s3', 'GetObject', getObject, 'throttle', { name: 'SlowDown', $metadata: { httpStatusCode: 503 } }],
    ['s3', 'GetObject', getObject, 'error', { name: 'InternalError', $metadata: { httpStatusCode: 500 } }],
    ['s3', 'HeadObject', headObject, 'throttle', { $metadata: { httpStatusCode: 503 } }],
    [
      'secretsmanager',
      'GetSecretValue',
      getSecret,
      'throttle',
      { name: 'ThrottlingException', $metadata: { httpStatusCode: 400 } },
    ],
    [
      'secretsmanager',
      'GetSecretValue',
      getSecret,
      'error',
      { name: 'InternalServiceError', $metadata: { httpStatusCode: 500 } },
    ],
    ['dynamodb', 'PutItem', putItem, 'reset', { code: 'ECONNRESET' }],
  ])(
    'of %s %s reaches the SDK as the service’s own error (case %#)',
    async (service, operation, call, fault, error) => {
      expect((await order({ service, operation, fault })).status).toBe(200);
      await expect(call()).rejects.toMatchObject(error);
      expect(await outcomeOf(call())).toBe('ok');
    },
  );

  test('of kind timeout never answers, so that the client gives up', async () => {
    await order({ service: 's3', operation: 'HeadObject', fault: 'timeout' });
    const impatient = new S3Client({
      endpoint: endpoint.url,
      region: 'us-east-1',
      credentials: endpoint.admin,
      maxAttempts: 1,
      requestHandler: { requestTimeout: 100, throwOnRequestTimeout: true },
    });
    await expect(impatient.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'a' }))).rejects.toThrow(
      /timeout|timed out|did not/i,
    );
    expect(await outcomeOf(headObject())).toBe('ok');
  });

  test('of kind delay lets the call succeed later', async () => {
    await order({ service: 's3', fault: 'delay', delayMs: 50 });
    const before = performance.now();
    expect(await outcomeOf(getObject())).toBe('ok');
    // Timers may fire a millisecond early.
    expect(performance.now() - before).toBeGreaterThan(48);
  });

  test('ends after its count, so that a retry succeeds', async () => {
    await order({ service: 'dynamodb', operation: 'PutItem', fault: 'throttle', count: 2 });
    const answer = await putItem(3);
    expect(answer.$metadata.attempts).toBe(3);
  });

  test('affects only its service and operation; * stands for all', async () => {
    await order({ service: 'dynamodb', operation: 'Query', fault: 'error', count: 5 });
    expect([await outcomeOf(putItem()), await outcomeOf(getObject())]).toEqual(['ok', 'ok']);
    await order({ service: '*', operation: '*', fault: 'error', count: 2 });
    expect(await outcomeOf(getObject())).toBe('InternalError 500');
    expect(await outcomeOf(putItem())).toBe('InternalServerError 500');
    expect(await outcomeOf(putItem())).toBe('ok');
  });

  test('is returned before anything is written, and keeps the connection usable', async () => {
    await order({ service: 's3', operation: 'PutObject', fault: 'error' });
    const { s3 } = clientsOf(endpoint);
    const put = new PutObjectCommand({ Bucket: BUCKET, Key: 'unwritten', Body: Buffer.alloc(2_000_000) });
    expect(await outcomeOf(s3.send(put))).toBe('InternalError 500');
    expect(await outcomeOf(s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'unwritten' })))).toBe('NoSuchKey 404');
  });

  test('does not replace the refusal of an unsigned call', async () => {
    await order({ service: 's3', fault: 'error' });
    expect((await fetch(`${endpoint.url}/${BUCKET}/a`)).status).toBe(403);
    expect(await outcomeOf(getObject())).toBe('InternalError 500');
  });
});

describe('the control routes', () => {
  test('list pending faults, and remove them on DELETE', async () => {
    await order({ service: 'DynamoDB', operation: 'PutItem', fault: 'throttle', count: 3 });
    await outcomeOf(putItem());
    const pending = { service: 'dynamodb', operation: 'PutItem', fault: 'throttle', count: 2, delayMs: 0 };
    expect(await (await control('GET', '/__faults')).json()).toEqual([pending]);
    await control('DELETE', '/__faults');
    expect(await (await control('GET', '/__faults')).json()).toEqual([]);
    expect(await outcomeOf(putItem())).toBe('ok');
  });

  test.each([
    ['an unknown fault', { service: 's3', fault: 'explode' }],
    ['an unknown service', { service: 's4', fault: 'error' }],
    ['no count', { service: 's3', fault: 'error', count: 0 }],
    ['an unknown field', { service: 's3', fault: 'error', times: 2 }],
    ['nothing', undefined],
  ])('refuse %s', async (_, body) => {
    expect((await order(body as object)).status).toBe(400);
    expect(await (await control('GET', '/__faults')).json()).toEqual([]);
  });

  test('invoke a function, and return an error for an unknown one', async () => {
    const answer = await control('POST', '/__invoke', { function: 'Digest', event: { window: 1 } });
    expect([answer.status, await answer.json(), invoked]).toEqual([200, { done: true }, [{ window: 1 }]]);
    const missing = await control('POST', '/__invoke', { function: 'Nope' });
    expect([missing.status, await missing.json()]).toEqual([400, { error: 'there is no function Nope' }]);
    expect((await control('POST', '/__invoke', {})).status).toBe(400);
  });

  test('refuse requests from web pages', async () => {
    const answer = await control(
      'POST',
      '/__faults',
      { service: 's3', fault: 'error' },
      { Origin: 'http://evil.example' },
    );
    expect(answer.status).toBe(403);
    expect(await outcomeOf(getObject())).toBe('ok');
  });

  test('answer 405 to other methods', async () => {
    expect((await control('PUT', '/__faults', {})).status).toBe(405);
  });
});

describe('a call with an unreadable body', () => {
  test('gets DynamoDB’s SerializationException from DynamoDB', async () => {
    const { dynamodb } = clientsOf(endpoint);
    dynamodb.middlewareStack.add(
      next => args => {
        const unreadable = args.request as { body: string; headers: Record<string, string> };
        unreadable.body = 'no json';
        unreadable.headers['content-length'] = String(unreadable.body.length);
        return next(args);
      },
      { step: 'build' },
    );
    expect(await outcomeOf(dynamodb.send(new QueryCommand({ TableName: TABLE })))).toBe('SerializationException 400');
  });
});
