import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AuditItem, PlayerContent } from '../../local/player/player-model.ts';
import { type Player, startPlayer } from '../../local/player/player-server.ts';

const item = (second: number, id: string) =>
  ({ event: 'link_issued', event_key: `2026-11-24T03:00:${String(second).padStart(2, '0')}.000Z#${id}` }) as AuditItem;

const content = (readAuditEvents: PlayerContent['readAuditEvents'] = async () => []): PlayerContent => ({
  urlProvider: 'http://127.0.0.1:4001/sec_rec',
  desk: 'http://127.0.0.1:4003/?token=x',
  users: [{ key: 'supervisor', name: 'Sam', role: 'supervisor', token: 'demo-token' }],
  recordings: [
    {
      ...{ sid: `RE${'0'.repeat(32)}`, title: 'A call', encrypted: false, restricted: false },
      call: { agent: 'Ann', startedAt: '2026-11-24T03:00:00.000Z' },
      expected: { supervisor: { status: 200, text: 'Allowed.' } },
    },
  ],
  mediaOrigins: ['http://127.0.0.1:4002', 'http://127.0.0.1:4001'],
  readAuditEvents,
});

let player: Player;

beforeEach(async () => {
  player = await startPlayer();
});

afterEach(() => player.close());

interface Reply {
  readonly status: number | undefined;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

const ask = (path: string, { host = new URL(player.origin).host, method = 'GET' } = {}): Promise<Reply> =>
  new Promise((resolve, reject) => {
    const { port } = new URL(player.origin);
    request({ host: '127.0.0.1', port, path, method, headers: { host } }, async response => {
      resolve({ status: response.statusCode, headers: response.headers, body: await text(response) });
    })
      .on('error', reject)
      .end();
  });

/** Reads the audit feed until it has sent `count` events. Returns each as `name data`. */
const readFeed = async (count: number): Promise<string[]> => {
  const response = await fetch(`${player.url.replace('flex.localhost', '127.0.0.1')}audit`);
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  let received = '';
  for await (const chunk of response.body ?? []) {
    received += Buffer.from(chunk).toString();
    const events = [...received.matchAll(/event: (\w+)\ndata: (.*)\n\n/g)];
    if (events.length >= count) return events.map(([, name, data]) => `${name} ${data}`);
  }
  return [];
};

describe('the player server', () => {
  test('answers 503 until it has content to serve', async () => {
    for (const path of ['/', '/model.json', '/audit']) expect(await ask(path)).toMatchObject({ status: 503 });
    player.serve(content());
    expect(await ask('/')).toMatchObject({ status: 200 });
  });

  test('serves a page that may run only its own script and connect only to the API and the media', async () => {
    player.serve(content());
    const { headers, body } = await ask('/');
    const nonce = /nonce="([^"]+)"/.exec(body)?.[1];
    expect(String(headers['content-security-policy']).split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      `style-src 'self' 'nonce-${nonce}'`,
      "img-src 'self'",
      "connect-src 'self' http://127.0.0.1:4001 http://127.0.0.1:4002",
      'media-src http://127.0.0.1:4002 http://127.0.0.1:4001',
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ]);
    expect(nonce).toMatch(/^[\w-]{22}$/);
    expect((await ask('/')).body).not.toContain(nonce);
  });

  test('serves its own script with the waveform library, and forbids storing any response', async () => {
    player.serve(content());
    const script = await ask('/page.js');
    expect(script.body).toContain('audioprocess');
    expect(script.body).not.toMatch(/https?:\/\/(?!www\.w3\.org)/);
    for (const path of ['/', '/page.js', '/page.css', '/icon.svg', '/model.json', '/nothing']) {
      const { headers } = await ask(path);
      expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
      expect(headers).not.toHaveProperty('access-control-allow-origin');
    }
  });

  test('sends the page only the model', async () => {
    player.serve(content());
    const { urlProvider, desk, users, recordings } = content();
    expect(JSON.parse((await ask('/model.json')).body)).toEqual({ urlProvider, desk, users, recordings });
  });

  test.each(['rebound.example.com', 'flex.localhost.example.com', '127.0.0.1.example.com:80'])(
    'answers 421 without the tokens to the host name %j',
    async host => {
      player.serve(content());
      const { status, body } = await ask('/model.json', { host });
      expect(body).not.toContain('demo-token');
      expect(status).toBe(421);
    },
  );

  test('answers 404 for an unknown path and 405 for a POST', async () => {
    player.serve(content());
    expect(await ask('/../package.json')).toMatchObject({ status: 404 });
    expect(await ask('/model.json', { method: 'POST' })).toMatchObject({ status: 405 });
  });

  test('can be closed while a page follows the audit trail', async () => {
    player.serve(content());
    const response = await fetch(`${player.url.replace('flex.localhost', '127.0.0.1')}audit`);
    await player.close();
    await expect(response.text()).rejects.toThrow();
    player = await startPlayer();
  });
});

describe('the audit feed', () => {
  test('sends each item once, including one that appears late', async () => {
    const trail = [item(20, 'b'), item(21, 'c')];
    const asked: (string | undefined)[] = [];
    player.serve(
      content(async sinceKey => {
        asked.push(sinceKey);
        if (asked.length === 3) trail.unshift(item(19, 'a'));
        return trail.filter(({ event_key }) => !sinceKey || event_key > sinceKey);
      }),
    );
    const events = await readFeed(3);
    expect(events.map(event => event.at(event.indexOf('#') + 1))).toEqual(['b', 'c', 'a']);
    expect(asked.slice(0, 3)).toEqual([undefined, '2026-11-24T03:00:11.000Z', '2026-11-24T03:00:11.000Z']);
  });

  test('sends `trouble` when the table cannot be read, and continues when it can be read again', async () => {
    let reads = 0;
    player.serve(
      content(async () => {
        reads += 1;
        if (reads === 1) throw new Error('ProvisionedThroughputExceededException: secret detail');
        return [item(20, 'a')];
      }),
    );
    const [trouble, audit] = await readFeed(2);
    expect(trouble).toMatch(/^trouble /);
    expect(trouble).not.toContain('secret detail');
    expect(audit).toMatch(/^audit .*#a/);
  });
});
