import { describe, expect, test } from 'vitest';
import {
  ACCOUNT,
  basic,
  control,
  HOUR_MS,
  lines,
  requests,
  stub,
  token,
  useTwilioStub,
  validate,
  WORKER,
} from '../support/twilio-stub.ts';

useTwilioStub();

describe("the Twilio stub's token validation", () => {
  test.each([
    ['account', () => basic(ACCOUNT, stub.account.authToken)],
    ['api-key', () => basic(stub.account.apiKeySid, stub.account.apiKeySecret)],
    ['caller-token', () => basic('token', token)],
  ])('accepts %s credentials and lists the request with their kind', async (authorisedBy, authorization) => {
    const response = await validate(authorization(), JSON.stringify({ token }));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      valid: true,
      code: 0,
      message: null,
      expiration: expect.stringMatching(/^\d{4}-.*Z$/),
      realm_user_id: 'sam@example.com',
      identity: 'sam_40example_2Ecom',
      roles: ['supervisor'],
      worker_sid: WORKER,
    });
    expect(await requests()).toEqual([{ accountSid: ACCOUNT, authorisedBy }]);
  });

  test.each<[string, () => Parameters<typeof validate>]>([
    ['no credentials', () => [undefined, JSON.stringify({ token })]],
    ['a wrong auth token', () => [basic(ACCOUNT, 'wrong'), JSON.stringify({ token })]],
    ['a wrong API key secret', () => [basic(stub.account.apiKeySid, 'wrong'), JSON.stringify({ token })]],
    ['a token other than the one in the body', () => [basic('token', `${token}x`), JSON.stringify({ token })]],
    ['a token without a body', () => [basic('token', token), '']],
    ['a bearer token', () => [`Bearer ${token}`, JSON.stringify({ token })]],
    [
      'credentials of another account',
      () => [basic('token', token), JSON.stringify({ token }), ACCOUNT.replace('0', 'f')],
    ],
  ])('answers 401 to %s', async (_what, parameters) => {
    const response = await validate(...parameters());
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: 20003, status: 401 });
    expect(await requests()).toMatchObject([{ authorisedBy: 'none' }]);
  });

  test('reports an unknown and an expired token as invalid', async () => {
    const expired = stub.issueToken({ realmUserId: 'x', roles: ['agent'], workerSid: WORKER, expiresAt: new Date(0) });
    for (const [asked, code] of [
      ['e30..a.b.c', 20101],
      [expired, 20104],
    ] as const) {
      const response = await validate(basic(ACCOUNT, stub.account.authToken), JSON.stringify({ token: asked }));
      expect(response.status).toBe(200);
      expect(await response.json()).toMatchObject({ valid: false, code });
    }
  });

  test('issues different tokens in the form of a JWE, 1 to 3 kB long', () => {
    const owner = { realmUserId: 'x', roles: ['guest'], expiresAt: new Date(Date.now() + HOUR_MS) };
    const tokens = Array.from({ length: 50 }, () => stub.issueToken(owner));
    expect(new Set(tokens).size).toBe(50);
    for (const issued of tokens) {
      expect(issued).toMatch(/^[\w-]+\.\.[\w-]{16}\.[\w-]+\.[\w-]{22}$/);
      expect(issued.length).toBeGreaterThan(1_000);
      expect(issued.length).toBeLessThan(3_000);
    }
  });

  test('issues a token on request', async () => {
    const guest = (await (await control('/__tokens', { realmUserId: 'visitor', roles: ['guest'] })).json()) as {
      token: string;
    };
    const response = await validate(basic('token', guest.token), JSON.stringify(guest));
    expect(await response.json()).toMatchObject({ valid: true, roles: ['guest'], worker_sid: null });
    expect((await control('/__tokens', { roles: 'supervisor' })).status).toBe(400);
  });

  test('shows no credential in its logs and lists', async () => {
    await validate(basic('token', token), JSON.stringify({ token }));
    await validate(basic(ACCOUNT, stub.account.authToken), JSON.stringify({ token }));
    const shown = JSON.stringify(await requests()) + lines.join('\n');
    for (const secret of [token, stub.account.authToken, 'Basic', 'authorization']) expect(shown).not.toContain(secret);
  });
});

describe("the Twilio stub's faults", () => {
  const ask = () => validate(basic('token', token), JSON.stringify({ token }));

  test.each([
    ['500', 500, 'application/json'],
    ['html', 200, 'text/html'],
    ['bad-credentials', 401, 'application/json'],
  ])('of kind %s are returned as often as ordered', async (fault, status, type) => {
    await control('/__faults', { fault, count: 2 });
    for (const _ of [1, 2]) {
      const response = await ask();
      expect(response.status).toBe(status);
      expect(response.headers.get('content-type')).toBe(type);
    }
    expect(await (await ask()).json()).toMatchObject({ valid: true });
  });

  test('of kind reset break the connection', async () => {
    await control('/__faults', { fault: 'reset' });
    await expect(ask()).rejects.toThrow('fetch failed');
    expect((await ask()).status).toBe(200);
  });

  test('of kind timeout never get an answer', async () => {
    await control('/__faults', { fault: 'timeout' });
    const silent = fetch(`${stub.url}/v1/Accounts/${ACCOUNT}/Tokens/validate`, {
      method: 'POST',
      body: '{}',
      signal: AbortSignal.timeout(300),
    });
    await expect(silent).rejects.toMatchObject({ name: 'TimeoutError' });
    expect((await ask()).status).toBe(200);
  });

  test('can be listed and cleared, and are refused when they are unknown', async () => {
    await control('/__faults', { fault: '500', count: 3 });
    expect(await (await fetch(`${stub.url}/__faults`)).json()).toEqual([{ fault: '500', count: 3 }]);
    await fetch(`${stub.url}/__faults`, { method: 'DELETE' });
    expect((await ask()).status).toBe(200);
    for (const wrong of [{ fault: 'toString' }, { fault: '500', count: 0 }, {}]) {
      expect((await control('/__faults', wrong)).status).toBe(400);
    }
  });
});
