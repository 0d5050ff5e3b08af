import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Endpoint } from '../../bin/audit/desk/api-answer.ts';
import { jsonEndpoint } from '../../bin/audit/desk/api-answer.ts';
import { type DeskServer, startDeskServer } from '../../bin/audit/desk/desk-server.ts';
import { UsageError } from '../../bin/terminal/exit-code.ts';

let asked: string[] = [];
let aborted: Promise<void>;
const endpoints: Record<string, Endpoint> = {
  events: jsonEndpoint(async question => {
    asked.push(String(question));
    return { data: 'secret-data' };
  }),
  wrong: jsonEndpoint(async () => {
    throw new UsageError('This is no question.');
  }),
  endless: async (_, signal) => {
    aborted = new Promise(resolve => signal.addEventListener('abort', () => resolve()));
    return { contentType: 'text/csv', fileName: 'all.csv', pieces: endless() };
  },
  broken: async () => ({ contentType: 'text/csv', pieces: brokenAfterOne() }),
};
async function* endless(): AsyncGenerator<string> {
  for (;;) yield 'line\r\n'.repeat(1_000);
}
async function* brokenAfterOne(): AsyncGenerator<string> {
  yield 'one';
  throw new Error('throttled');
}

let desk: DeskServer;
beforeEach(async () => {
  asked = [];
  desk = await startDeskServer({ port: 0, endpoints });
});
afterEach(() => desk.close());

const address = () => new URL(desk.url);
const token = () => address().searchParams.get('token') ?? '';
const bearer = () => ({ authorization: `Bearer ${token()}` });

interface Asked {
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: string;
}

const ask = (path: string, { headers = {}, method = 'GET' }: Asked = {}) =>
  new Promise<{ status: number | undefined; headers: NodeJS.Dict<string | string[]>; body: string }>(
    (resolve, reject) => {
      const { hostname, port } = address();
      request({ host: hostname, port, path, method, headers }, async response =>
        resolve({ status: response.statusCode, headers: response.headers, body: await text(response) }),
      )
        .on('error', reject)
        .end();
    },
  );

describe("the auditor's desk", () => {
  test.each(['/', '/desk.js', '/desk.css', '/icon.svg', '/?token=x'])(
    'answers 403 to %s without the token',
    async path => {
      const { status, body, headers } = await ask(path);
      expect([status, headers['set-cookie']]).toEqual([403, undefined]);
      expect(body).toContain('Open the address that "audit desk" printed');
      expect(body).not.toContain(token());
    },
  );

  test.each([{}, { authorization: 'Bearer x' }, { authorization: 'Basic eDp5' }])(
    'answers 401 to a question with %j, and asks AWS nothing',
    async headers => {
      const { status, body } = await ask('/api/events?q=RE1', { headers });
      expect(status).toBe(401);
      expect(JSON.parse(body)).toMatchObject({ error: { code: 'no_token' } });
      expect(asked).toEqual([]);
    },
  );

  test('answers no question for the token in the address, nor for the cookie of the page', async () => {
    const page = await ask(`/?token=${token()}`);
    const [cookie = ''] = String(page.headers['set-cookie']).split(';');
    expect(await ask(`/api/events?token=${token()}`)).toMatchObject({ status: 401 });
    expect(await ask('/api/events', { headers: { cookie } })).toMatchObject({ status: 401 });
    expect(await ask('/', { headers: { cookie } })).toMatchObject({ status: 200 });
  });

  test.each(['rebound.example.com', 'localhost', '127.0.0.1', 'flex.localhost'])(
    'answers 421 to the host name %j, also with the token',
    async host => {
      const ofPort = host === 'localhost' ? `${host}:${address().port}` : host;
      const { status, body } = await ask('/api/events', { headers: { ...bearer(), host: ofPort } });
      expect(status).toBe(421);
      expect(body).not.toContain('secret-data');
      expect(await ask(`/?token=${token()}`, { headers: { host: ofPort } })).toMatchObject({ status: 421 });
    },
  );

  test('answers its own page with the token, and forbids to store it, frame it or run anything else in it', async () => {
    expect(await ask('/api/events?q=RE1', { headers: bearer() })).toMatchObject({
      status: 200,
      body: '{"data":"secret-data"}',
    });
    expect(asked).toEqual(['q=RE1']);
    for (const path of [`/?token=${token()}`, `/desk.js?token=${token()}`, '/api/events', '/api/wrong']) {
      const { headers } = await ask(path, { headers: bearer() });
      expect(headers).toMatchObject({
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
        'x-content-type-options': 'nosniff',
      });
      expect(headers).not.toHaveProperty('access-control-allow-origin');
      expect(String(headers['content-security-policy']).split('; ')).toEqual(
        expect.arrayContaining(["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"]),
      );
      expect(headers['content-security-policy']).not.toContain('unsafe');
    }
  });

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD'])('answers 405 to %s', async method => {
    expect(await ask('/api/events', { method, headers: bearer() })).toMatchObject({ status: 405 });
    expect(asked).toEqual([]);
  });

  test.each([
    ['/api/constructor', 404],
    ['/api/', 404],
    ['/../package.json', 404],
    ['//other/', 404],
    ['http://other.example.com/', 400],
  ])('answers %s with %d', async (path, status) => {
    expect(await ask(`${path}?token=${token()}`, { headers: bearer() })).toMatchObject({ status });
  });

  test('says why a question has no answer', async () => {
    const { status, body } = await ask('/api/wrong', { headers: bearer() });
    expect(status).toBe(400);
    expect(JSON.parse(body).error).toMatchObject({ code: 'invalid_question', message: 'This is no question.' });
  });

  test('sends a large answer in pieces, and stops when nobody reads it', async () => {
    const response = await fetch(new URL('/api/endless', desk.url), { headers: bearer() });
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="all.csv"');
    await response.body?.cancel();
    await aborted;
  });

  test('cuts off an answer that cannot be completed, so that it does not look complete', async () => {
    const response = await fetch(new URL('/api/broken', desk.url), { headers: bearer() });
    await expect(response.text()).rejects.toThrow();
  });
});
