import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { awsClientSettings } from '../../lambda/adapters/aws/aws-client-settings.ts';
import { signedDynamoDb } from '../../lambda/adapters/aws/signed-calls.ts';
import { connectionTo } from '../support/aws-connection.ts';

/** More calls than the quota of a client allows second attempts. */
const CALLS = 120;
const TIMEOUT_MS = 5_000;
const input = { TableName: 't', Key: { id: { S: '1' } } };

let server: Server;
let url: string;
let attempts = 0;
/** Returns the status of the answer to an attempt, counted from 1. */
let statusOf: (attempt: number) => number;

beforeAll(async () => {
  server = createServer((request, response) => {
    attempts += 1;
    request.resume();
    response.writeHead(statusOf(attempts)).end('{}');
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  // No delay before a second attempt: both sides multiply it by a random number.
  vi.spyOn(Math, 'random').mockReturnValue(0);
});
afterAll(() => {
  vi.restoreAllMocks();
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  attempts = 0;
});

/** The number of attempts of each call, one call after the other, with the same client. */
const attemptsOfCalls = async (call: () => Promise<unknown>): Promise<number[]> => {
  attempts = 0;
  const counts: number[] = [];
  for (let done = 0; done < CALLS; done++) {
    const before = attempts;
    await call().catch(() => undefined);
    counts.push(attempts - before);
  }
  return counts;
};

const sdkClient = () =>
  new DynamoDB({
    ...awsClientSettings({ region: 'us-east-1', requestTimeoutMs: TIMEOUT_MS }),
    endpoint: url,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });

test.each<[string, typeof statusOf]>([
  ['a service that always fails', () => 503],
  ['a service that always throttles', () => 429],
  ['a service that fails every second time', attempt => (attempt % 2 === 0 ? 200 : 503)],
  ['a service that recovers for a while', attempt => (attempt > 60 && attempt < 100 ? 200 : 503)],
])('calls of %s get second attempts as often as in the SDK', async (_, behave) => {
  statusOf = behave;
  const ours = signedDynamoDb(connectionTo(url, undefined, TIMEOUT_MS));
  const sdks = sdkClient();
  expect(await attemptsOfCalls(() => ours.getItem(input))).toEqual(await attemptsOfCalls(() => sdks.getItem(input)));
  sdks.destroy();
});

test('a call that is aborted during the delay before its second attempt rejects with AbortError and sends nothing more', async () => {
  statusOf = () => 429;
  vi.mocked(Math.random).mockReturnValue(1);
  const abortion = new AbortController();
  const call = signedDynamoDb(connectionTo(url)).getItem(input, { abortSignal: abortion.signal });
  await vi.waitFor(() => expect(attempts).toBe(1));
  abortion.abort();
  await expect(call).rejects.toMatchObject({ name: 'AbortError' });
  expect(attempts).toBe(1);
});
