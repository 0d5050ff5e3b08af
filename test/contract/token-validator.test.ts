import { describe, expect, test } from 'vitest';
import { fingerprintOf } from '../../lambda/domain/playback/token-answer.ts';
import { BAD_TOKEN, html, json, raw, valid } from '../support/iam-scripts.ts';
import { posedTwilio } from '../support/posed-twilio.ts';
import type { Script } from '../support/scripted-tls-server.ts';
import {
  ACCOUNT_SID,
  AUTH_TOKEN,
  IAM_HOST,
  secretsIn,
  TOKEN,
  VALID_ANSWER,
  VALIDATORS,
  WORKER_SID,
} from '../support/token-validators.ts';

const twilio = posedTwilio();

const UNREADABLE = 'iam_answer_unreadable';

/** An answer of Twilio, and the failure that the validator must return. */
const REFUSALS: readonly [string, Script, code: string, reason: string][] = [
  ['"valid": false', json(200, BAD_TOKEN), 'unauthenticated', 'token_rejected'],
  ['"valid": false without a message', json(200, { valid: false }), 'unauthenticated', 'token_rejected'],
  ['"valid": false and status 400', json(400, BAD_TOKEN), 'unauthenticated', 'token_rejected'],
  ['"valid": false and status 401', json(401, BAD_TOKEN), 'unauthenticated', 'token_rejected'],
  ['an expiration in the past', valid({ expiration: '2026-11-24T11:59:59.999Z' }), 'unauthenticated', 'token_expired'],
  ['the role of a webchat guest', valid({ roles: ['guest'] }), 'unauthenticated', 'guest_token'],
  [
    'the role of a guest beside another role and a worker',
    valid({ roles: ['agent', 'guest'] }),
    'unauthenticated',
    'guest_token',
  ],
  ['a caller who has no worker', valid({ worker_sid: null }), 'unauthenticated', 'no_worker'],

  ['"valid" as a string', valid({ valid: 'true' }), 'unavailable', UNREADABLE],
  ['"valid" as a number', valid({ valid: 1 }), 'unavailable', UNREADABLE],
  ['an answer without "valid"', json(200, { ok: true }), 'unavailable', UNREADABLE],
  ['a list in JSON', json(200, [VALID_ANSWER]), 'unavailable', UNREADABLE],
  ['null in JSON', json(200, null), 'unavailable', UNREADABLE],
  ['an answer without an expiration', valid({ expiration: undefined }), 'unavailable', UNREADABLE],
  ['roles that are not a list', valid({ roles: 'guest' }), 'unavailable', UNREADABLE],
  ['HTML', html(200, '<html>Sign in to the hotel Wi-Fi</html>'), 'unavailable', UNREADABLE],
  ['an empty body', html(200, ''), 'unavailable', UNREADABLE],
  ['truncated JSON', html(200, JSON.stringify(VALID_ANSWER).slice(0, -1)), 'unavailable', UNREADABLE],
  ['a second body after the first', html(200, `${JSON.stringify(VALID_ANSWER)}{}`), 'unavailable', UNREADABLE],

  ['"valid": true and status 500', json(500, VALID_ANSWER), 'unavailable', 'iam_status_500'],
  ['"valid": true and status 201', json(201, VALID_ANSWER), 'unavailable', 'iam_status_201'],
  ['"valid": false and status 503', json(503, BAD_TOKEN), 'unavailable', 'iam_status_503'],
  ['"valid": false and status 302', json(302, BAD_TOKEN), 'unavailable', 'iam_status_302'],
  ['"valid": false and status 429', json(429, BAD_TOKEN), 'unavailable', 'iam_status_429'],
  ['code 20003 and status 500', json(500, { code: 20003 }), 'unavailable', 'iam_status_500'],
  ['status 429 for too many requests', json(429, { code: 20429 }), 'unavailable', 'iam_status_429'],
  ['status 404 for an unknown path', json(404, { code: 20404 }), 'unavailable', 'iam_status_404'],
  ['"valid": true and status 302', json(302, VALID_ANSWER), 'unavailable', 'iam_status_302'],

  [
    'an answer of 2 MB',
    html(200, JSON.stringify({ ...VALID_ANSWER, pad: 'x'.repeat(2_000_000) })),
    'unavailable',
    'iam_answer_too_large',
  ],
  ['a connection reset', response => response.socket?.destroy(), 'unavailable', 'iam_unreachable'],
  [
    'a connection that ends before the body does',
    raw(`HTTP/1.1 200 OK\r\ncontent-length: 9999\r\n\r\n${JSON.stringify(VALID_ANSWER)}`),
    'unavailable',
    'iam_unreachable',
  ],
  [
    'a content-length that is shorter than the body',
    raw(`HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n${JSON.stringify(VALID_ANSWER)}`),
    'unavailable',
    'iam_unreachable',
  ],
  ['an answer that is not HTTP', raw('SSH-2.0-OpenSSH_9.7\r\n'), 'unavailable', 'iam_unreachable'],
  [
    'a malformed header that echoes the request',
    (response, request) =>
      response.socket?.end(`HTTP/1.1 200 OK\r\nbad header ${request.authorization} ${request.body}\r\n\r\n`),
    'unavailable',
    'iam_unreachable',
  ],
];

describe.each(VALIDATORS)('the validator with $name', ({ make, authorization, whenCredentialsAreRefused }) => {
  const SECRETS = [TOKEN, Buffer.from(TOKEN).toString('base64'), AUTH_TOKEN, authorization.slice('Basic '.length)];

  test('returns the caller when Twilio gives the documented answer', async () => {
    twilio.server.answer = valid();
    expect(await make().validate(TOKEN)).toEqual({
      ok: true,
      value: {
        workerSid: WORKER_SID,
        identity: 'user_40example_2Dcom',
        realmUserId: 'user@example.com',
        roles: ['supervisor', 'wfo.full_access'],
        tokenExpiresAtMs: Date.parse('2026-11-24T13:00:00.000Z'),
        tokenFingerprint: fingerprintOf(TOKEN),
      },
    });
  });

  test('sends one request that names its account and has its kind of credentials', async () => {
    twilio.server.answer = valid();
    await make().validate(TOKEN);
    expect(twilio.server.received).toEqual([
      {
        method: 'POST',
        path: `/v1/Accounts/${ACCOUNT_SID}/Tokens/validate`,
        host: IAM_HOST,
        authorization,
        contentType: 'application/json',
        body: JSON.stringify({ token: TOKEN }),
      },
    ]);
  });

  test.each(REFUSALS.map(([answer, script, ...failure]) => [answer, ...failure, script] as const))(
    'answers %s from Twilio with the failure %s (%s), which tells no secret',
    async (_, code, reason, script) => {
      twilio.server.answer = script;
      const outcome = await make().validate(TOKEN);
      expect(outcome).toMatchObject({ ok: false, error: { code, reason } });
      expect(secretsIn(outcome, SECRETS)).toEqual([]);
      expect(twilio.server.received).toHaveLength(1);
    },
  );

  test.each([
    ['status 401 and code 20003', json(401, { code: 20003, message: 'Authenticate', status: 401 })],
    ['status 401, "valid": false and code 20003', json(401, { valid: false, code: 20003 })],
    ['status 401 in HTML', html(401, '<html>no</html>')],
    ['status 403', json(403, { code: 70051 })],
    ['status 200 and code 20003', json(200, { code: 20003 })],
    ['"valid": true and status 401', json(401, VALID_ANSWER)],
  ])('reports that its own credentials were refused when Twilio answers with %s', async (_, script) => {
    twilio.server.answer = script;
    const outcome = await make().validate(TOKEN);
    expect(outcome).toEqual({ ok: false, error: whenCredentialsAreRefused });
  });
});
