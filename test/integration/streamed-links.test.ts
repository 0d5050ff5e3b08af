import { request } from 'node:http';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { useEncryptedStack } from '../support/encrypted-stack.ts';
import { freshSid } from '../support/recording-sid.ts';
import { bytesOf, refusalOf } from '../support/responses.ts';
import { encryptedVector } from '../support/vectors.ts';
import { waveBytes } from '../support/wav.ts';

const SID = freshSid('streamed');
const LONG_SID = freshSid('streamed and long');
const LONG = waveBytes(6 * 1024 * 1024);
const { object, details, plaintextBytes } = encryptedVector('rsa2048');

const stack = useEncryptedStack({ playback: { delivery: 'stream' } });

beforeAll(async () => {
  await stack.operator.store(SID, object);
  await stack.operator.store(LONG_SID, LONG);
});
beforeEach(() => stack.operator.catalog(SID, details));

const link = (sid = SID) => stack.link(sid);
const asAgent = (userAgent: string, more: Record<string, string> = {}) => ({
  headers: { 'user-agent': userAgent, ...more },
});
const origin = () => new URL(stack.description.player).origin;

describe('a streamed link', () => {
  test('serves exactly one of 50 simultaneous clients; ten of the others are recorded, and the rest are counted', async () => {
    const url = await link();
    const before = stack.logged.length;
    const responses = await Promise.all(
      Array.from({ length: 50 }, (_, index) => fetch(url, asAgent(`client ${index}`))),
    );
    expect(responses.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(responses.filter(({ status }) => status === 403)).toHaveLength(49);
    const bodies = await Promise.all(responses.filter(({ status }) => status === 403).map(response => response.text()));
    expect(new Set(bodies.map(body => JSON.parse(body).error.message)).size).toBe(1);
    const events = await stack.eventsOfLatestLink();
    expect(events.filter(event => event === 'media_opened first_use')).toHaveLength(1);
    expect(events.filter(event => event === 'media_refused other_client')).toHaveLength(10);
    const counted = stack.logged.slice(before).filter(line => line.includes('"unrecorded":"too_many_clients"'));
    expect(counted).toHaveLength(39);
  });

  test('is refused to another user agent and to another address, and still works for its client', async () => {
    const url = await link();
    expect((await fetch(url, asAgent('first', { range: 'bytes=0-9' }))).status).toBe(206);
    expect(await refusalOf(await fetch(url, asAgent('second')))).toBe('403 forbidden');
    expect(await statusFrom('127.0.0.2', url, 'first')).toBe(403);
    expect((await fetch(url, asAgent('first', { range: 'bytes=10-19' }))).status).toBe(206);
    expect(await stack.eventsOfLatestLink()).toEqual([
      'media_opened first_use',
      'media_refused other_client',
      'media_refused other_client',
    ]);
    const refused = (await stack.trail()).filter(({ event }) => event === 'media_refused').slice(-2);
    expect(refused.map(({ user_agent, source_ip }) => [user_agent, source_ip])).toEqual([
      ['second', '127.0.0.1'],
      ['first', '127.0.0.2'],
    ]);
  });

  test('records one opening for six simultaneous first requests of one client', async () => {
    const url = await link();
    const responses = await Promise.all(
      Array.from({ length: 6 }, () => fetch(url, asAgent('player', { range: 'bytes=0-99' }))),
    );
    expect(responses.map(({ status }) => status)).toEqual(Array(6).fill(206));
    expect(await stack.eventsOfLatestLink()).toEqual(['media_opened first_use']);
  });

  test('answers an unknown token, a malformed token and another client with the same body', async () => {
    const { media = '' } = stack.description;
    const url = await link();
    await fetch(url, asAgent('first'));
    const responses = [
      await fetch(`${media}/${'A'.repeat(43)}`),
      await fetch(`${media}/short`),
      await fetch(url, asAgent('second')),
    ];
    const bodies = await Promise.all(
      responses.map(async response => ((await response.json()) as { error: object }).error),
    );
    for (const body of bodies) expect(body).toEqual({ ...bodies[0], request_id: expect.any(String) });
    expect(responses.map(({ status }) => status)).toEqual([403, 403, 403]);
  });

  test('serves a plain recording in ranges and as a whole', async () => {
    const url = await link(LONG_SID);
    const first = await fetch(url, { headers: { range: 'bytes=0-' } });
    expect(first.headers.get('content-range')).toBe(`bytes 0-4194303/${LONG.length}`);
    const second = await fetch(url, { headers: { range: 'bytes=4194304-' } });
    const both = Buffer.concat([await bytesOf(first), await bytesOf(second)]);
    expect(both.equals(LONG)).toBe(true);
    expect((await bytesOf(await fetch(url))).equals(LONG)).toBe(true);
  });

  test('serves an MP3 as audio/mpeg, and refuses and records an object without audio that replaced it', async () => {
    const sid = freshSid('mp3');
    await stack.operator.store(sid, Buffer.from('ID3\x04\x00\x00\x00\x00\x02\x01TSSE', 'latin1'));
    const url = await link(sid);
    expect((await fetch(url)).headers.get('content-type')).toBe('audio/mpeg');
    await stack.operator.store(sid, object);
    expect(await refusalOf(await fetch(url))).toBe('409 recording_not_playable');
    expect(await stack.eventsOfLatestLink()).toEqual(['media_opened first_use', 'not_playable format_unknown']);
  });

  test('answers HEAD and ranges from the present object when the recording was replaced', async () => {
    const sid = freshSid('replaced');
    await stack.operator.store(sid, LONG.subarray(0, 1_000));
    const url = await link(sid);
    expect(await bytesOf(await fetch(url))).toHaveLength(1_000);
    await stack.operator.store(sid, LONG.subarray(0, 3_000));
    expect((await fetch(url, { headers: { range: 'bytes=2000-' } })).headers.get('content-range')).toBe(
      'bytes 2000-2999/3000',
    );
    await stack.operator.store(sid, LONG.subarray(0, 4_000));
    expect((await fetch(url, { method: 'HEAD' })).headers.get('content-length')).toBe('4000');
  });

  test('answers HEAD, preflight and If-Range', async () => {
    const url = await link();
    const head = await fetch(url, { method: 'HEAD', headers: { origin: origin() } });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(plaintextBytes)]);
    expect(head.headers.get('access-control-expose-headers')).toContain('Content-Range');
    const preflight = await fetch(url, {
      method: 'OPTIONS',
      headers: { origin: origin(), 'access-control-request-method': 'GET', 'access-control-request-headers': 'range' },
    });
    expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([204, origin()]);
    const etag = head.headers.get('etag') ?? '';
    const fresh = await fetch(url, { headers: { range: 'bytes=0-3', 'if-range': etag } });
    const stale = await fetch(url, { headers: { range: 'bytes=0-3', 'if-range': '"another"' } });
    expect([fresh.status, stale.status]).toEqual([206, 200]);
  });

  test('lets the page read the errors of the function and of the gateway', async () => {
    const { media = '' } = stack.description;
    const headers = { origin: origin() };
    const refused = await fetch(`${media}/${'A'.repeat(43)}`, { headers });
    const unrouted = await fetch(`${media}`, { headers });
    expect([refused.status, unrouted.status]).toEqual([403, 403]);
    for (const response of [refused, unrouted]) {
      expect(response.headers.get('access-control-allow-origin')).toBe(origin());
    }
  });

  test('does not appear with its token in any log', async () => {
    const url = await link();
    await bytesOf(await fetch(url));
    await fetch(url, asAgent('another'));
    expect(stack.logged.some(line => line.includes('GET /media/{token} 200'))).toBe(true);
    expect(stack.logged.filter(line => line.includes(url.split('/').at(-1) ?? ''))).toEqual([]);
  });
});

/** The status of a request from this loopback address. */
const statusFrom = (localAddress: string, url: string, userAgent: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    request(url, { localAddress, headers: { 'user-agent': userAgent } }, response => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
