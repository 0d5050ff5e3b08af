import { describe, expect, test } from 'vitest';
import type { CheckState } from '../../../../bin/doctor/check.ts';
import { openExamination } from '../../../../bin/doctor/examination.ts';
import { clock } from '../../../../bin/doctor/outside/clock.ts';
import { dns } from '../../../../bin/doctor/outside/dns.ts';
import { headerRoom } from '../../../../bin/doctor/outside/header-room.ts';
import { noToken } from '../../../../bin/doctor/outside/no-token.ts';
import { judgeCertificate } from '../../../../bin/doctor/outside/tls.ts';
import { headBytes, playerRequest } from '../../../../bin/doctor/player-request.ts';
import { ok } from '../../../../lambda/domain/shared/result.ts';

const url = new URL('https://api.example.com/sec_rec');
const NOW = new Date('2026-11-24T12:00:00Z');
const examination = openExamination({
  url,
  origins: ['https://flex.twilio.com'],
  now: () => NOW,
  lookup: async () => ['192.0.2.1'],
});
const answering = (status: number, body: object, headers: Record<string, string> = {}) => ({
  ...examination,
  answerWithoutToken: async () =>
    ok({ status, headers: new Headers(headers), body: JSON.stringify(body), sentAt: NOW, receivedAt: NOW }),
});

describe('the room in the headers', () => {
  /** Returns a token with which a browser sends this many bytes at least, and three more at most. */
  const tokenFor = (bytes: number): string => {
    const without = headBytes(playerRequest({ url, origin: 'https://flex.twilio.com', token: 'x' })) - 8;
    return 'x'.repeat(Math.ceil(((bytes - without) / 4) * 3) - 6);
  };

  test.each<[bytes: number, state: CheckState]>([
    [3_000, 'green'],
    [9_200, 'green'],
    [9_230, 'yellow'],
    [10_230, 'yellow'],
    [10_250, 'red'],
  ])('is judged by what a browser sends: %i bytes are %s', async (bytes, state) => {
    const token = tokenFor(bytes);
    const sent = headBytes(playerRequest({ url, origin: 'https://flex.twilio.com', token }));
    expect(Math.abs(sent - bytes)).toBeLessThan(8);
    expect(await headerRoom.run({ ...examination, token })).toMatchObject({ state });
  });
});

describe('the clock', () => {
  test.each<[seconds: number, state: CheckState, said: string]>([
    [0, 'green', '0 s'],
    [59, 'green', '59 s ahead of'],
    [-59, 'green', '59 s behind'],
    [60, 'yellow', '60 s ahead of'],
    [-299, 'yellow', '299 s behind'],
    [300, 'red', '300 s ahead of'],
    [-300, 'red', '300 s behind'],
  ])('that is %i s ahead is %s', async (seconds, state, said) => {
    const date = new Date(NOW.getTime() - seconds * 1_000).toUTCString();
    expect(await clock.run(answering(401, {}, { date }))).toMatchObject({
      state,
      found: expect.stringContaining(said),
    });
  });

  test('is not checked without a Date header, or with one that is no date', async () => {
    expect(await clock.run(answering(401, {}))).toMatchObject({ state: 'not-checked' });
    expect(await clock.run(answering(401, {}, { date: 'today' }))).toMatchObject({ state: 'not-checked' });
  });
});

describe('a certificate', () => {
  const inDays = (days: number) => new Date(NOW.getTime() + days * 86_400_000);

  test.each<[days: number, problem: string | undefined, state: CheckState]>([
    [90, undefined, 'green'],
    [21, undefined, 'green'],
    [20, undefined, 'yellow'],
    [0, undefined, 'yellow'],
    [-1, 'CERT_HAS_EXPIRED', 'red'],
    [90, 'ERR_TLS_CERT_ALTNAME_INVALID', 'red'],
    [90, 'DEPTH_ZERO_SELF_SIGNED_CERT', 'red'],
  ])('that is valid for %i days (problem: %s) is %s', (days, problem, state) => {
    expect(judgeCertificate({ validTo: inDays(days), problem }, NOW)).toMatchObject({ state });
  });
});

describe('the answer without a token', () => {
  test.each<[status: number, body: object, state: CheckState, next: string | undefined]>([
    [401, { error: { code: 'unauthenticated' } }, 'green', undefined],
    [401, { message: 'Unauthorized' }, 'red', 'UrlProviderUrl'],
    [200, { media_url: 'https://x.example' }, 'red', 'open to everybody'],
    [404, { message: 'Not Found' }, 'red', 'UrlProviderUrl'],
    [403, { message: 'Forbidden' }, 'red', 'firewall'],
    [429, { message: 'Too Many Requests' }, 'red', 'throttle'],
    [500, { message: 'Internal Server Error' }, 'red', '#function-errors'],
    [503, { message: 'Service Unavailable' }, 'red', '#function-throttles'],
  ])('of status %i with %j is %s', async (status, body, state, next) => {
    const result = await noToken.run(answering(status, body));
    expect(result.state).toBe(state);
    if (next === undefined) expect(result).not.toHaveProperty('next');
    else expect(result.next).toContain(next);
  });
});

test('an IPv6 address needs no DNS', async () => {
  expect(await dns.run({ ...examination, url: new URL('http://[::1]:9/') })).toEqual({
    state: 'green',
    found: '::1 is an IP address',
  });
});
