import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LocalStack } from '../../local/stack.ts';
import {
  bytesOf,
  freshSid,
  type Operator,
  operatorOf,
  sha256,
  startEncryptedStack,
  supervisorsLink,
} from '../support/encrypted-stack.ts';
import { auditTrail, failAws, healAll, pendingFaults } from '../support/playback-client.ts';
import { runProgram } from '../support/program.ts';
import { until } from '../support/until.ts';
import { encryptedVector } from '../support/vectors.ts';
import { waveBytes } from '../support/wav.ts';

const SID = freshSid('interrupted');
const LONG_SID = freshSid('interrupted and long');
/** More than all the buffers on the way hold. */
const LONG = waveBytes(40 * 1024 * 1024);
const { object, details, plaintextSha256 } = encryptedVector('rsa2048');

let stack: LocalStack;
let operator: Operator;
const logged: string[] = [];

beforeAll(async () => {
  stack = await startEncryptedStack({ playback: { delivery: 'stream' }, log: line => logged.push(line) });
  operator = operatorOf(stack);
  await operator.store(SID, object);
  await operator.store(LONG_SID, LONG);
});
beforeEach(() => operator.catalog(SID, details));
afterEach(() => healAll(stack.description));
afterAll(async () => {
  operator?.close();
  await stack?.close();
});

const link = (sid = SID) => supervisorsLink(stack, sid);
const fault = (service: string, operation: string, kind: string, count = 1) =>
  failAws(stack.description, { service, operation, fault: kind, count });
const loggedSince = (line: number, text: string) =>
  until(
    () => logged.slice(line).some(entry => entry.includes(text)),
    found => found,
  );
/** Lines that an alarm would count, as a failure or as an error of a function. */
const failuresSince = (line: number): string[] =>
  logged.slice(line).filter(entry => entry.includes('"Failures":1') || entry.includes('ERROR'));
const eventsOf = async (url: string): Promise<string[]> => {
  const trail = await auditTrail(stack.description);
  const opened = trail.filter(({ event }) => event === 'link_issued').at(-1);
  expect(url).toContain('/media/');
  return trail
    .filter(event => event.link_event_id === opened?.event_id)
    .map(({ event, reason }) => `${event} ${reason}`);
};
const codeOf = async (response: Response): Promise<string> => {
  const { error } = (await response.json()) as { error: { code: string } };
  return `${response.status} ${error.code}`;
};

describe('while something fails', () => {
  it.each([
    ['KMS throttles', 'kms', 'Decrypt', 'throttle'],
    ['KMS fails', 'kms', 'Decrypt', 'error'],
    ['KMS resets connections', 'kms', 'Decrypt', 'reset'],
    ['the leases cannot be read', 'dynamodb', 'GetItem', 'throttle'],
    ['the lease cannot be opened', 'dynamodb', 'UpdateItem', 'error'],
    ['the opening cannot be put on record', 'dynamodb', 'PutItem', 'throttle'],
    ['the bucket throttles', 's3', 'GetObject', 'throttle'],
    ['the bucket breaks off during verification', 's3', 'GetObject', 'cut'],
  ])('%s: 503, not a byte, and the same link works afterwards', async (_, service, operation, kind) => {
    const url = await link();
    await fault(service, operation, kind, kind === 'cut' ? 1 : 2);
    expect(await codeOf(await fetch(url))).toBe('503 unavailable');
    await healAll(stack.description);
    expect(sha256(await bytesOf(await fetch(url)))).toBe(plaintextSha256);
    expect((await eventsOf(url)).filter(event => event.startsWith('media_opened'))).toHaveLength(1);
  });

  it('breaks an answer off, rather than end it, when the bucket does so in the middle', async () => {
    const url = await link(LONG_SID);
    await fault('s3', 'GetObject', 'cut');
    const response = await fetch(url);
    expect(response.status).toBe(200);
    await expect(bytesOf(response)).rejects.toThrow();
    expect((await bytesOf(await fetch(url))).length).toBe(LONG.length);
  });

  it('counts its own breaking off as a failure', async () => {
    const url = await link(LONG_SID);
    const before = logged.length;
    await fault('s3', 'GetObject', 'cut');
    await expect(bytesOf(await fetch(url))).rejects.toThrow();
    await until(
      () => failuresSince(before),
      lines => lines.length === 2,
    );
    expect(failuresSince(before)).toEqual([expect.stringContaining('reading_interrupted'), expect.anything()]);
  });
});

describe('a listener who leaves', () => {
  it('while bytes come stops the reading, and that counts as no failure', async () => {
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

  it('during verification stops it, leaves no note of it, and counts as no failure', async () => {
    const url = await link();
    const before = logged.length;
    // The bucket sends half of the object and the other half never: only the listener's leaving ends the reading.
    await fault('s3', 'GetObject', 'stall');
    const gone = new AbortController();
    const answer = fetch(url, { signal: gone.signal });
    await until(
      () => pendingFaults(stack.description),
      pending => pending.length === 0,
    );
    gone.abort();
    await expect(answer).rejects.toThrow();
    await loggedSince(before, 'GET /media/{token} no answer broken off');
    await loggedSince(before, '"outcome":"abandoned"');
    expect(failuresSince(before)).toEqual([]);
    expect(await operator.catalogued(SID)).not.toHaveProperty('verified');
    expect(sha256(await bytesOf(await fetch(url)))).toBe(plaintextSha256);
  });
});

describe('a link that is revoked while it is downloaded', () => {
  it('breaks the download off, and that counts as no failure', async () => {
    const url = await link(LONG_SID);
    const before = logged.length;
    const response = await fetch(url);
    expect(response.status).toBe(200);
    const { aws } = stack.description;
    const { status } = await runProgram(['bin/audit.ts', 'revoke', '--endpoint', aws, '--recording', LONG_SID]);
    expect(status).toBe(0);
    await expect(bytesOf(response)).rejects.toThrow();
    await loggedSince(before, '"reason":"link_ended"');
    await loggedSince(before, 'GET /media/{token} 200 broken off');
    expect(failuresSince(before)).toEqual([]);
  });
});
