import { describe, expect, test } from 'vitest';
import type { FlexToken } from '../../../../../lambda/domain/playback/playback-request.ts';
import { callerFrom, fingerprintOf } from '../../../../../lambda/domain/playback/token-answer.ts';

const TOKEN = 'eyJhbGciOiJkaXIifQ..abc' as FlexToken;
const NOW = new Date('2026-11-24T12:00:00.000Z');
const WORKER_SID = `WK${'1b'.repeat(16)}`;
const ANSWER = {
  valid: true,
  code: 0,
  message: null,
  expiration: '2026-11-24T13:00:00.000Z',
  realm_user_id: 'user@example.com',
  identity: 'user_40example_2Dcom',
  roles: ['agent', 'wfo.team_leader'],
  worker_sid: WORKER_SID,
};
const read = (changes: object) => callerFrom({ ...ANSWER, ...changes }, TOKEN, NOW);

describe("Twilio's answer about a token", () => {
  test('becomes a caller with all its fields', () => {
    expect(read({})).toEqual({
      ok: true,
      value: {
        workerSid: WORKER_SID,
        identity: 'user_40example_2Dcom',
        realmUserId: 'user@example.com',
        roles: ['agent', 'wfo.team_leader'],
        tokenExpiresAtMs: Date.parse('2026-11-24T13:00:00.000Z'),
        tokenFingerprint: fingerprintOf(TOKEN),
      },
    });
  });

  test.each([
    ['UTC without milliseconds', '2026-11-24T12:00:01Z'],
    ['microseconds', '2026-11-24T12:00:01.000000Z'],
    ['an offset', '2026-11-24T14:00:01+02:00'],
  ])('may give the expiration in %s', (_, expiration) => {
    expect(read({ expiration })).toMatchObject({
      ok: true,
      value: { tokenExpiresAtMs: Date.parse('2026-11-24T12:00:01Z') },
    });
  });

  test('may lack the name that the identity provider uses, and have no roles', () => {
    expect(read({ realm_user_id: null, roles: [] })).toMatchObject({ ok: true, value: { realmUserId: '', roles: [] } });
  });

  test.each<[string, object, reason: string]>([
    ['is invalid', { valid: false }, 'token_rejected'],
    ['has expired', { expiration: '2026-11-24T11:59:59.999Z' }, 'token_expired'],
    ['expires this very millisecond', { expiration: NOW.toISOString() }, 'token_expired'],
    ['belongs to a guest', { roles: ['guest'] }, 'guest_token'],
    ['belongs to a guest with other roles', { roles: ['supervisor', 'guest'] }, 'guest_token'],
    ['belongs to a guest without an identity', { roles: ['guest'], identity: null }, 'guest_token'],
    ['has no worker', { worker_sid: undefined }, 'no_worker'],
    ['has a null worker', { worker_sid: null }, 'no_worker'],
    ['has an empty worker', { worker_sid: '' }, 'no_worker'],
    ['has a user for a worker', { worker_sid: `US${'1b'.repeat(16)}` }, 'no_worker'],
    ['has a worker with something behind it', { worker_sid: `${WORKER_SID}\n` }, 'no_worker'],
    ['has a list for a worker', { worker_sid: [WORKER_SID] }, 'no_worker'],
  ])('refuses a token that %s', (_, changes, reason) => {
    expect(read(changes)).toEqual({ ok: false, error: { code: 'unauthenticated', reason } });
  });

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'valid'],
    ['a list', [ANSWER]],
    ['an object without "valid"', { ...ANSWER, valid: undefined }],
    ['"valid" as a text', { ...ANSWER, valid: 'true' }],
    ['"valid" as a number', { ...ANSWER, valid: 1 }],
    ['no expiration', { ...ANSWER, expiration: undefined }],
    ['an empty expiration', { ...ANSWER, expiration: '' }],
    ['an expiration without a zone', { ...ANSWER, expiration: '2026-11-24T13:00:00.000' }],
    ['an expiration as epoch seconds', { ...ANSWER, expiration: 1_800_000_000 }],
    ['an expiration as a year', { ...ANSWER, expiration: '2099' }],
    ['an expiration that does not exist', { ...ANSWER, expiration: '2026-13-45T99:00:00Z' }],
    ['no roles', { ...ANSWER, roles: undefined }],
    ['roles as a text', { ...ANSWER, roles: 'guest' }],
    ['roles as an object', { ...ANSWER, roles: { 0: 'guest' } }],
    ['a role that is no text', { ...ANSWER, roles: ['supervisor', ['guest']] }],
    ['no identity', { ...ANSWER, identity: undefined }],
  ])('is unreadable when it is or contains %s', (_, answer) => {
    expect(callerFrom(answer, TOKEN, NOW)).toEqual({
      ok: false,
      error: { code: 'unavailable', reason: 'iam_answer_unreadable' },
    });
  });
});

test("a token's fingerprint is the start of its SHA-256", () => {
  expect(fingerprintOf('abc' as FlexToken)).toBe('ba7816bf8f01cfea');
});
