import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { useEncryptedStack } from '../support/encrypted-stack.ts';
import { failAws, healAll, pendingFaults } from '../support/playback-client.ts';
import { freshSid } from '../support/recording-sid.ts';
import { bytesOf, refusalOf, sha256 } from '../support/responses.ts';
import { until } from '../support/until.ts';
import { encryptedVector } from '../support/vectors.ts';
import { waveBytes } from '../support/wav.ts';

const SID = freshSid('interrupted');
const LONG_SID = freshSid('interrupted and long');
/** More than all buffers between S3 and the listener hold. */
const LONG = waveBytes(40 * 1024 * 1024);
const { object, details, plaintextSha256 } = encryptedVector('rsa2048');

const stack = useEncryptedStack({ playback: { delivery: 'stream' } });
const { logged } = stack;

beforeAll(async () => {
  await stack.operator.store(SID, object);
  await stack.operator.store(LONG_SID, LONG);
});
beforeEach(() => stack.operator.catalog(SID, details));
afterEach(() => healAll(stack.description));

const link = (sid = SID) => stack.link(sid);
const fault = (service: string, operation: string, kind: string, count = 1) =>
  failAws(stack.description, { service, operation, fault: kind, count });
const loggedSince = (line: number, text: string) =>
  until(
    () => logged.slice(line).some(entry => entry.includes(text)),
    found => found,
  );
/** The lines that an alarm counts, as a failure or as an error of a function. */
const failuresSince = (line: number): string[] =>
  logged.slice(line).filter(entry => entry.includes('"Failures":1') || entry.includes('ERROR'));
/** Whether a response breaks off; if not, the number of bytes that arrived. */
const endOf = (response: Response): Promise<number | 'broken off'> =>
  bytesOf(response).then(
    ({ length }) => length,
    () => 'broken off',
  );

describe('a streamed link', () => {
  test.each([
    ['KMS throttles', 'kms', 'Decrypt', 'throttle'],
    ['KMS fails', 'kms', 'Decrypt', 'error'],
    ['KMS resets connections', 'kms', 'Decrypt', 'reset'],
    ['the leases cannot be read', 'dynamodb', 'GetItem', 'throttle'],
    ['the lease cannot be opened', 'dynamodb', 'UpdateItem', 'error'],
    ['the opening cannot be put on record', 'dynamodb', 'PutItem', 'throttle'],
    ['the bucket throttles', 's3', 'GetObject', 'throttle'],
    ['the bucket breaks off during verification', 's3', 'GetObject', 'cut'],
  ])(
    'gets 503 and no byte when %s, and works afterwards with one opening on record',
    async (_, service, operation, kind) => {
      const url = await link();
      await fault(service, operation, kind, kind === 'cut' ? 1 : 2);
      expect(await refusalOf(await fetch(url))).toBe('503 unavailable');
      await healAll(stack.description);
      expect(sha256(await bytesOf(await fetch(url)))).toBe(plaintextSha256);
      expect((await stack.eventsOfLatestLink()).filter(event => event.startsWith('media_opened'))).toHaveLength(1);
    },
  );

  test('breaks the response off when the bucket breaks off during the download', async () => {
    const url = await link(LONG_SID);
    await fault('s3', 'GetObject', 'cut');
    const response = await fetch(url);
    expect(response.status).toBe(200);
    expect(await endOf(response)).toBe('broken off');
    expect((await bytesOf(await fetch(url))).length).toBe(LONG.length);
  });

  test('counts a response that the bucket broke off as a failure', async () => {
    const url = await link(LONG_SID);
    const before = logged.length;
    await fault('s3', 'GetObject', 'cut');
    expect(await endOf(await fetch(url))).toBe('broken off');
    await until(
      () => failuresSince(before),
      lines => lines.length === 2,
    );
    expect(failuresSince(before)).toEqual([expect.stringContaining('reading_interrupted'), expect.anything()]);
  });
});

/** The value of the alarm on the media function: Lambda's errors minus the links that ended. */
const mediaErrorsSince = (line: number): number => {
  const counted = (text: string) => logged.slice(line).filter(entry => entry.includes(text)).length;
  return counted('ERROR') - counted('"LinksEndedWhileStreaming":1');
};

describe('a listener who leaves', () => {
  test('during the download is not noticed by the function, and not counted as a failure', async () => {
    const url = await link(LONG_SID);
    const before = logged.length;
    const gone = new AbortController();
    const response = await fetch(url, { signal: gone.signal });
    expect(response.status).toBe(200);
    gone.abort();
    await loggedSince(before, 'GET /media/{token} 200 broken off');
    await loggedSince(before, '"outcome":"released"');
    expect(failuresSince(before)).toEqual([]);
  });

  test('during verification does not stop it: the verification is noted', async () => {
    const url = await link();
    const before = logged.length;
    const gone = new AbortController();
    await failAws(stack.description, { service: 's3', operation: 'GetObject', fault: 'delay', delayMs: 500 });
    const answer = fetch(url, { signal: gone.signal });
    await until(
      () => pendingFaults(stack.description),
      pending => pending.length === 0,
    );
    gone.abort();
    await expect(answer).rejects.toThrow();
    await loggedSince(before, '"outcome":"released"');
    expect(failuresSince(before)).toEqual([]);
    expect(await stack.operator.catalogued(SID)).toHaveProperty('verified');
  });
});

describe('a link that ends during a download', () => {
  test.each<[string, (url: string) => Promise<unknown>]>([
    ['it is revoked', () => stack.revokeLinksTo(LONG_SID)],
    ['it expires', url => stack.operator.expire(url)],
  ])('breaks the download off when %s, and counts as no error for the alarm', async (_, ends) => {
    const url = await link(LONG_SID);
    const before = logged.length;
    const response = await fetch(url);
    expect(response.status).toBe(200);
    await ends(url);
    expect(await endOf(response)).toBe('broken off');
    expect((await fetch(url)).status).toBe(403);
    await loggedSince(before, '"reason":"link_ended"');
    await loggedSince(before, 'GET /media/{token} 200 broken off');
    await loggedSince(before, 'ERROR');
    expect(mediaErrorsSince(before)).toBe(0);
    expect(logged.slice(before).filter(entry => entry.includes('"code":"unavailable"'))).toEqual([]);
  });
});

describe('a response that breaks off', () => {
  test.each<[string, () => Promise<unknown>, () => Promise<unknown>]>([
    ['the bucket breaks off', () => fault('s3', 'GetObject', 'cut'), async () => undefined],
    ['its link is revoked', async () => undefined, () => stack.revokeLinksTo(LONG_SID)],
  ])('does not end the function’s environment, which keeps its keys, when %s', async (_, before, meanwhile) => {
    const encrypted = await link();
    const range = { headers: { range: 'bytes=0-9' } };
    expect((await fetch(encrypted, range)).status).toBe(206);

    const url = await link(LONG_SID);
    const line = logged.length;
    await before();
    const response = await fetch(url);
    await meanwhile();
    expect(await endOf(response)).toBe('broken off');
    // After this line, the function takes the next event.
    await loggedSince(line, 'ERROR');

    // A new environment would have to ask KMS.
    await fault('kms', 'Decrypt', 'error', 2);
    expect((await fetch(encrypted, range)).status).toBe(206);
    expect(await pendingFaults(stack.description)).toMatchObject([{ service: 'kms' }]);
  });
});
