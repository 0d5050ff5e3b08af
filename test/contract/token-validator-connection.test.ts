import https from 'node:https';
import { connect } from 'node:net';
import { describe, expect, test, vi } from 'vitest';
import { BAD_TOKEN, json, valid } from '../support/iam-scripts.ts';
import { posedTwilio } from '../support/posed-twilio.ts';
import { type Script, startScriptedTlsServer } from '../support/scripted-tls-server.ts';
import { IAM_HOST, TOKEN, VALID_ANSWER, VALIDATORS, WORKER_SID } from '../support/token-validators.ts';

const twilio = posedTwilio();

/** The time limit of exchanges that never end. */
const SHORT_MS = 100;
/** The positive answer, sent five bytes at a time. */
const drip: Script = response => {
  response.writeHead(200);
  const pieces = JSON.stringify(VALID_ANSWER)
    .match(/.{1,5}/g)
    ?.values();
  const timer = setInterval(() => response.write(pieces?.next().value ?? ' '), SHORT_MS / 4);
  response.on('close', () => clearInterval(timer));
};

describe.each(VALIDATORS)('the validator with $name', ({ make }) => {
  test('fails and sends the token nowhere else when Twilio answers with a redirect', async () => {
    const elsewhere = await startScriptedTlsServer('elsewhere.example');
    try {
      elsewhere.answer = valid();
      twilio.server.answer = response => response.writeHead(307, { location: 'https://elsewhere.example/' }).end();
      expect(await make().validate(TOKEN)).toEqual({
        ok: false,
        error: { code: 'unavailable', reason: 'iam_status_307' },
      });
      expect(elsewhere.received).toEqual([]);
      expect(twilio.server.received).toHaveLength(1);
    } finally {
      await elsewhere.close();
    }
  });

  test.each<[string, Script]>([
    ['does not answer', () => {}],
    ['sends only headers', response => response.writeHead(200).flushHeaders()],
    ['sends a valid answer a few bytes at a time', drip],
  ])('closes its connection and fails at the time limit when Twilio %s', async (_, script) => {
    twilio.server.answer = script;
    expect(await make(SHORT_MS).validate(TOKEN)).toEqual({
      ok: false,
      error: { code: 'unavailable', reason: 'iam_timeout' },
    });
    await twilio.server.allConnectionsClosed();
  });

  test('closes its connection and fails at the time limit when the name lookup does not end', async () => {
    const endless = connect({ host: IAM_HOST, port: 443, lookup: () => {} });
    https.globalAgent = new https.Agent();
    https.globalAgent.createConnection = () => endless;
    expect(await make(SHORT_MS).validate(TOKEN)).toEqual({
      ok: false,
      error: { code: 'unavailable', reason: 'iam_timeout' },
    });
    expect(endless.destroyed).toBe(true);
  });

  test('fails after exactly three seconds when it has no time limit of its own and Twilio does not answer', async () => {
    const received = new Promise<void>(resolve => {
      twilio.server.answer = () => resolve();
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

  test('uses the same connection for two requests in sequence', async () => {
    const ports = new Set<number | undefined>();
    twilio.server.answer = (response, request) => {
      ports.add(response.socket?.remotePort);
      valid()(response, request);
    };
    const validator = make();
    await validator.validate(TOKEN);
    await validator.validate(TOKEN);
    expect(ports.size).toBe(1);
  });

  test('opens a new connection and accepts the token when the server has closed the earlier connection', async () => {
    const used = new Set<unknown>();
    twilio.server.answer = (response, request) => {
      if (used.has(response.socket)) return response.socket?.destroy();
      used.add(response.socket);
      return valid()(response, request);
    };
    const validator = make();
    await validator.validate(TOKEN);
    expect(await validator.validate(TOKEN)).toMatchObject({ ok: true, value: { workerSid: WORKER_SID } });
  });

  test('returns to each of three simultaneous requests the answer to its own token', async () => {
    twilio.server.answer = (response, request) => {
      const { token } = JSON.parse(request.body) as { token: string };
      json(200, token === TOKEN ? VALID_ANSWER : BAD_TOKEN)(response, request);
    };
    const validator = make();
    const outcomes = await Promise.all([TOKEN, 'other', TOKEN].map(token => validator.validate(token as typeof TOKEN)));
    expect(outcomes.map(outcome => outcome.ok)).toEqual([true, false, true]);
  });
});
