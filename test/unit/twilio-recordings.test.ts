import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { firstPage, TwilioError, twilioRecordings } from '../../bin/catalog/backfill/twilio-recordings.ts';
import { listenOnLoopback } from '../../local/loopback-server.ts';

type Answer = readonly [status: number, body: unknown, headers?: Record<string, string>];
const ACCOUNT = `AC${'1'.repeat(32)}`;
const PATH = firstPage({ accountSid: ACCOUNT, since: '2026-01-01' });

let close: () => Promise<void> = async () => undefined;
afterEach(() => close());

/** Twilio, answering as scripted, the last answer again and again. */
const twilioAnswering = async (...answers: Answer[]) => {
  const seen: { url: string | undefined; authorization: string | undefined }[] = [];
  const pauses: number[] = [];
  const said: string[] = [];
  const stop = new AbortController();
  const server = await listenOnLoopback(
    createServer((request, response) => {
      seen.push({ url: request.url, authorization: request.headers.authorization });
      const [status, body, headers] = answers[Math.min(seen.length, answers.length) - 1] ?? [500, ''];
      response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
    }),
  );
  close = server.close;
  const fetchPage = twilioRecordings({
    baseUrl: `http://127.0.0.1:${server.port}`,
    accountSid: ACCOUNT,
    user: 'SK1',
    password: 'secret',
    stop: stop.signal,
    sleep: async ms => void pauses.push(ms),
    waiting: line => void said.push(line),
  });
  return { fetchPage, seen, pauses, said, stop };
};
const PAGE: Answer = [200, { recordings: [{ sid: 'RE1' }], next_page_uri: '/next' }];

describe('a page of recordings', () => {
  it('is asked for with the key, newest first from a day on', async () => {
    const { fetchPage, seen } = await twilioAnswering(PAGE);
    expect(await fetchPage(PATH)).toEqual({ recordings: [{ sid: 'RE1' }], nextPage: '/next' });
    expect(seen).toEqual([
      {
        url: `/2010-04-01/Accounts/${ACCOUNT}/Recordings.json?PageSize=1000&DateCreated%3E=2026-01-01`,
        authorization: `Basic ${Buffer.from('SK1:secret').toString('base64')}`,
      },
    ]);
  });

  it('is the last one when it names no other', async () => {
    const { fetchPage } = await twilioAnswering([200, { recordings: [], next_page_uri: null }]);
    expect(await fetchPage(PATH)).toEqual({ recordings: [] });
  });

  it('is asked for again after as long as Twilio asks, else after twice as long each time', async () => {
    const { fetchPage, pauses, said } = await twilioAnswering(
      [429, {}, { 'retry-after': '7' }],
      [429, {}],
      [500, {}],
      [200, '<html>'],
      [200, { recordings: 'none' }],
      PAGE,
    );
    expect(await fetchPage(PATH)).toMatchObject({ nextPage: '/next' });
    expect(pauses).toEqual([7_000, 1_000, 2_000, 4_000, 8_000]);
    expect(said).toEqual([
      'Twilio limits the rate (status 429), waiting 7 s',
      'Twilio limits the rate (status 429), waiting 1 s',
      'Twilio failed (status 500), waiting 2 s',
      'Twilio gave no usable answer, waiting 4 s',
      'Twilio gave no usable answer, waiting 8 s',
    ]);
  });

  it.each(['http://[', 'http://a b/'])('is refused when its address is none: %s', async path => {
    const { fetchPage, seen } = await twilioAnswering(PAGE);
    await expect(fetchPage(path)).rejects.toThrow(new TwilioError(`Twilio names a page that is none: ${path}`));
    expect(seen).toEqual([]);
  });

  it('is given up after eight attempts, and no pause is longer than half a minute', async () => {
    const { fetchPage, seen, pauses } = await twilioAnswering([429, {}, { 'retry-after': '9999' }]);
    await expect(fetchPage(PATH)).rejects.toThrow(/limits the rate \(status 429\), 8 times in a row/);
    expect(seen).toHaveLength(8);
    expect(Math.max(...pauses)).toBe(30_000);
  });

  it('is waited for out loud when nobody listens there, whatever Node calls that', async () => {
    const { fetchPage, said } = await twilioAnswering(PAGE);
    await close();
    close = async () => undefined;
    await expect(fetchPage(PATH)).rejects.toThrow(/did not answer \(ECONNREFUSED\), 8 times in a row/);
    expect(said[0]).toBe('Twilio did not answer (ECONNREFUSED), waiting 0.5 s');
    expect(said).toHaveLength(7);
  });

  it('is neither asked for nor waited for once it is stopped', async () => {
    const { fetchPage, seen, pauses, stop } = await twilioAnswering(PAGE);
    stop.abort();
    expect(await fetchPage(PATH)).toBeUndefined();
    expect([seen, pauses]).toEqual([[], []]);
  });

  it('is given up at once when it is stopped while Twilio is silent', async () => {
    const server = await listenOnLoopback(createServer(() => stop.abort()));
    close = server.close;
    const stop = new AbortController();
    const fetchPage = twilioRecordings({
      baseUrl: `http://127.0.0.1:${server.port}`,
      accountSid: ACCOUNT,
      user: 'SK1',
      password: 'secret',
      stop: stop.signal,
      sleep: () => Promise.reject(new Error('waited')),
      waiting: line => expect.fail(line),
    });
    expect(await fetchPage(PATH)).toBeUndefined();
  });

  it('is not asked for again when it is stopped during a wait', async () => {
    const { fetchPage, seen, stop, pauses } = await twilioAnswering([429, {}]);
    const push = pauses.push.bind(pauses);
    pauses.push = ms => {
      stop.abort();
      return push(ms);
    };
    expect(await fetchPage(PATH)).toBeUndefined();
    expect(seen).toHaveLength(1);
  });

  it.each([401, 403, 404, 400])('is not asked for again when the answer is %i', async status => {
    const { fetchPage, seen } = await twilioAnswering([status, {}]);
    await expect(fetchPage(PATH)).rejects.toThrow(TwilioError);
    expect(seen).toHaveLength(1);
  });

  it('is not fetched from elsewhere, whoever says so: the key would go with it', async () => {
    const { fetchPage, seen } = await twilioAnswering(PAGE);
    await expect(fetchPage('https://evil.example/page')).rejects.toThrow(/elsewhere/);
    await expect(fetchPage('//evil.example/page')).rejects.toThrow(/elsewhere/);
    expect(seen).toEqual([]);
  });

  it('is not fetched by way of a redirect', async () => {
    const { fetchPage, seen } = await twilioAnswering([302, {}, { location: 'https://evil.example/' }]);
    await expect(fetchPage(PATH)).rejects.toThrow(/did not answer \(unexpected redirect\), 8 times/);
    expect(seen).toHaveLength(8);
  });
});
