import https from 'node:https';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { fingerprintOf } from '../../lambda/domain/token-answer.ts';
import { type Script, type ScriptedTlsServer, startScriptedTlsServer } from '../support/scripted-tls-server.ts';
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

let twilio: ScriptedTlsServer;
const originalAgent = https.globalAgent;
beforeAll(async () => {
  twilio = await startScriptedTlsServer(IAM_HOST);
});
beforeEach(() => {
  twilio.received.length = 0;
  https.globalAgent = twilio.agent;
});
afterEach(() => {
  https.globalAgent = originalAgent;
  twilio.agent.destroy();
});
afterAll(() => twilio.close());

/** Enough for a loopback exchange that is not meant to end. */
const SHORT_MS = 100;
const FIVE_BYTES_A_TIME = 5;

const json =
  (status: number, body: unknown): Script =>
  response =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
const plain =
  (status: number, body: string): Script =>
  response =>
    response.writeHead(status, { 'content-type': 'text/html' }).end(body);
const raw =
  (bytes: string): Script =>
  response =>
    response.socket?.end(bytes);
const valid = (changes: object): Script => json(200, { ...VALID_ANSWER, ...changes });
const drip: Script = response => {
  response.writeHead(200);
  const text = JSON.stringify(VALID_ANSWER);
  let at = 0;
  const timer = setInterval(() => response.write(text.slice(at, (at += FIVE_BYTES_A_TIME))), SHORT_MS / 4);
  response.on('close', () => clearInterval(timer));
};

const UNREADABLE = 'iam_answer_unreadable';
const BAD_TOKEN = { valid: false, code: 20104, message: 'token expired' };

/** What Twilio does, and how the validator must call it. */
const REFUSALS: readonly [string, Script, code: string, reason: string][] = [
  ['a token it calls invalid', json(200, BAD_TOKEN), 'unauthenticated', 'token_rejected'],
  ['a token it calls invalid, without a message', json(200, { valid: false }), 'unauthenticated', 'token_rejected'],
  ['a token it calls invalid under a 400', json(400, BAD_TOKEN), 'unauthenticated', 'token_rejected'],
  ['a token it calls invalid under a 401', json(401, BAD_TOKEN), 'unauthenticated', 'token_rejected'],
  [
    'a token past its expiration',
    valid({ expiration: '2026-11-24T11:59:59.999Z' }),
    'unauthenticated',
    'token_expired',
  ],
  ['a webchat guest', valid({ roles: ['guest'] }), 'unauthenticated', 'guest_token'],
  ['a guest with a worker and another role', valid({ roles: ['agent', 'guest'] }), 'unauthenticated', 'guest_token'],
  ['a token without a worker', valid({ worker_sid: null }), 'unauthenticated', 'no_worker'],

  ['"valid" as a string', valid({ valid: 'true' }), 'unavailable', UNREADABLE],
  ['"valid" as a number', valid({ valid: 1 }), 'unavailable', UNREADABLE],
  ['no "valid" at all', json(200, { ok: true }), 'unavailable', UNREADABLE],
  ['a JSON list', json(200, [VALID_ANSWER]), 'unavailable', UNREADABLE],
  ['JSON null', json(200, null), 'unavailable', UNREADABLE],
  ['no expiration', valid({ expiration: undefined }), 'unavailable', UNREADABLE],
  ['roles that are no list', valid({ roles: 'guest' }), 'unavailable', UNREADABLE],
  ['HTML', plain(200, '<html>Sign in to the hotel Wi-Fi</html>'), 'unavailable', UNREADABLE],
  ['an empty body', plain(200, ''), 'unavailable', UNREADABLE],
  ['truncated JSON', plain(200, JSON.stringify(VALID_ANSWER).slice(0, -1)), 'unavailable', UNREADABLE],
  ['a second body after the first', plain(200, `${JSON.stringify(VALID_ANSWER)}{}`), 'unavailable', UNREADABLE],

  ['"valid": true under a 500', json(500, VALID_ANSWER), 'unavailable', 'iam_status_500'],
  ['"valid": true under a 201', json(201, VALID_ANSWER), 'unavailable', 'iam_status_201'],
  ['"valid": false under a 503', json(503, BAD_TOKEN), 'unavailable', 'iam_status_503'],
  ['"valid": false under a 302', json(302, BAD_TOKEN), 'unavailable', 'iam_status_302'],
  ['"valid": false under a 429', json(429, BAD_TOKEN), 'unavailable', 'iam_status_429'],
  ['20003 under a 500', json(500, { code: 20003 }), 'unavailable', 'iam_status_500'],
  ['too many requests', json(429, { code: 20429 }), 'unavailable', 'iam_status_429'],
  ['an unknown path', json(404, { code: 20404 }), 'unavailable', 'iam_status_404'],
  ['"valid": true under a 302', json(302, VALID_ANSWER), 'unavailable', 'iam_status_302'],

  [
    '2 MB',
    plain(200, JSON.stringify({ ...VALID_ANSWER, pad: 'x'.repeat(2_000_000) })),
    'unavailable',
    'iam_answer_too_large',
  ],
  ['a reset connection', response => response.socket?.destroy(), 'unavailable', 'iam_unreachable'],
  [
    'a connection that ends before the body does',
    raw(`HTTP/1.1 200 OK\r\ncontent-length: 9999\r\n\r\n${JSON.stringify(VALID_ANSWER)}`),
    'unavailable',
    'iam_unreachable',
  ],
  [
    'a content-length that cuts the body short',
    raw(`HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n${JSON.stringify(VALID_ANSWER)}`),
    'unavailable',
    'iam_unreachable',
  ],
  ['something that is not HTTP', raw('SSH-2.0-OpenSSH_9.7\r\n'), 'unavailable', 'iam_unreachable'],
  [
    'a malformed header that echoes the request',
    (response, request) =>
      response.socket?.end(`HTTP/1.1 200 OK\r\nbad header ${request.authorization} ${request.body}\r\n\r\n`),
    'unavailable',
    'iam_unreachable',
  ],
];

describe.each(VALIDATORS)('token validator $name', ({ make, authorization, whenCredentialsAreRefused }) => {
  const SECRETS = [TOKEN, Buffer.from(TOKEN).toString('base64'), AUTH_TOKEN, authorization.slice('Basic '.length)];

  test('makes a caller of the documented answer', async () => {
    twilio.answer = json(200, VALID_ANSWER);
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

  test('asks once, for its own account, with its own kind of credentials', async () => {
    twilio.answer = json(200, VALID_ANSWER);
    await make().validate(TOKEN);
    expect(twilio.received).toEqual([
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

  test.each(REFUSALS)('faced with %s', async (_, script, code, reason) => {
    twilio.answer = script;
    const outcome = await make().validate(TOKEN);
    expect(outcome).toMatchObject({ ok: false, error: { code, reason } });
    expect(secretsIn(outcome, SECRETS)).toEqual([]);
    expect(twilio.received).toHaveLength(1);
  });

  test.each([
    ['401 with 20003', json(401, { code: 20003, message: 'Authenticate', status: 401 })],
    ['401 with "valid": false and 20003', json(401, { valid: false, code: 20003 })],
    ['401 in HTML', plain(401, '<html>no</html>')],
    ['403', json(403, { code: 70051 })],
    ['200 with 20003', json(200, { code: 20003 })],
    ['"valid": true under a 401', json(401, VALID_ANSWER)],
  ])('knows whose credentials are refused by %s', async (_, script) => {
    twilio.answer = script;
    const outcome = await make().validate(TOKEN);
    expect(outcome).toEqual({ ok: false, error: whenCredentialsAreRefused });
  });

  test('does not follow a redirect', async () => {
    const elsewhere = await startScriptedTlsServer('elsewhere.example');
    try {
      elsewhere.answer = json(200, VALID_ANSWER);
      twilio.answer = response => response.writeHead(307, { location: 'https://elsewhere.example/' }).end();
      expect(await make().validate(TOKEN)).toEqual({
        ok: false,
        error: { code: 'unavailable', reason: 'iam_status_307' },
      });
      expect(elsewhere.received).toEqual([]);
      expect(twilio.received).toHaveLength(1);
    } finally {
      await elsewhere.close();
    }
  });

  test.each<[string, Script]>([
    ['never answers', () => {}],
    ['sends headers and then nothing', response => response.writeHead(200).flushHeaders()],
    ['sends a good answer a few bytes at a time', drip],
  ])('gives up on a Twilio that %s, and leaves no connection behind', async (_, script) => {
    twilio.answer = script;
    expect(await make(SHORT_MS).validate(TOKEN)).toEqual({
      ok: false,
      error: { code: 'unavailable', reason: 'iam_timeout' },
    });
    await twilio.allConnectionsClosed();
  });

  test('gives up on a name lookup that never ends', async () => {
    const endless = connect({ host: IAM_HOST, port: 443, lookup: () => {} });
    https.globalAgent = new https.Agent();
    https.globalAgent.createConnection = () => endless;
    expect(await make(SHORT_MS).validate(TOKEN)).toEqual({
      ok: false,
      error: { code: 'unavailable', reason: 'iam_timeout' },
    });
    expect(endless.destroyed).toBe(true);
  });

  test('waits three seconds unless told otherwise', async () => {
    const received = new Promise<void>(resolve => {
      twilio.answer = () => resolve();
    });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      let outcome: unknown;
      const asking = make()
        .validate(TOKEN)
        .then(result => {
          outcome = result;
        });
      await received;
      await vi.advanceTimersByTimeAsync(2_999);
      expect(outcome).toBeUndefined();
      await vi.advanceTimersByTimeAsync(1);
      await asking;
      expect(outcome).toEqual({ ok: false, error: { code: 'unavailable', reason: 'iam_timeout' } });
    } finally {
      vi.useRealTimers();
    }
  });

  test('uses one connection for several questions', async () => {
    const ports = new Set<number | undefined>();
    twilio.answer = (response, request) => {
      ports.add(response.socket?.remotePort);
      json(200, VALID_ANSWER)(response, request);
    };
    const validator = make();
    await validator.validate(TOKEN);
    await validator.validate(TOKEN);
    expect(ports.size).toBe(1);
  });

  test('asks again on a new connection when the kept one turns out dead', async () => {
    const used = new Set<unknown>();
    twilio.answer = (response, request) => {
      if (used.has(response.socket)) return response.socket?.destroy();
      used.add(response.socket);
      return json(200, VALID_ANSWER)(response, request);
    };
    const validator = make();
    await validator.validate(TOKEN);
    expect(await validator.validate(TOKEN)).toMatchObject({ ok: true, value: { workerSid: WORKER_SID } });
  });

  test('keeps the answers of questions asked at the same time apart', async () => {
    twilio.answer = (response, request) => {
      const { token } = JSON.parse(request.body) as { token: string };
      json(200, token === TOKEN ? VALID_ANSWER : BAD_TOKEN)(response, request);
    };
    const validator = make();
    const outcomes = await Promise.all([TOKEN, 'other', TOKEN].map(token => validator.validate(token as typeof TOKEN)));
    expect(outcomes.map(outcome => outcome.ok)).toEqual([true, false, true]);
  });
});
