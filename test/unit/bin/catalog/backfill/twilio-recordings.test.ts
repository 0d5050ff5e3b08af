import { createServer } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { firstPage, twilioRecordings } from '../../../../../bin/catalog/backfill/twilio-recordings.ts';
import { TwilioError } from '../../../../../bin/deployment/twilio-error.ts';
import { listenOnLoopback } from '../../../../../local/loopback-server.ts';

type Answer = readonly [status: number, body: unknown, headers?: Record<string, string>];
const ACCOUNT = `AC${'1'.repeat(32)}`;
const PATH = firstPage({ accountSid: ACCOUNT, since: '2026-01-01' });

let close: () => Promise<void> = async () => undefined;
afterEach(() => close());

/** Starts a Twilio stub that sends these answers in order, and then repeats the last one. */
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
    user: 'SK1',
    password: 'secret',
    stop: stop.signal,
    sleep: async ms => void pauses.push(ms),
    onWait: line => void said.push(line),
  });
  return { fetchPage, seen, pauses, said, stop };
};
const PAGE: Answer = [200, { recordings: [{ sid: 'RE1' }], next_page_uri: '/next' }];

describe('fetching a page of recordings', () => {
  test('sends the API key and the first day', async () => {
    const { fetchPage, seen } = await twilioAnswering(PAGE);
    expect(await fetchPage(PATH)).toEqual({ recordings: [{ sid: 'RE1' }], nextPage: '/next' });
    expect(seen).toEqual([
      {
        url: `/2010-04-01/Accounts/${ACCOUNT}/Recordings.json?PageSize=1000&DateCreated%3E=2026-01-01`,
        authorization: `Basic ${Buffer.from('SK1:secret').toString('base64')}`,
      },
    ]);
  });

  test('returns no next page when Twilio names none', async () => {
    const { fetchPage } = await twilioAnswering([200, { recordings: [], next_page_uri: null }]);
    expect(await fetchPage(PATH)).toEqual({ recordings: [] });
  });

  test('tries again after the time that Twilio asks for, otherwise after twice as long each time', async () => {
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

  test.each(['http://[', 'http://a b/'])('fails on the invalid address %s', async path => {
    const { fetchPage, seen } = await twilioAnswering(PAGE);
    await expect(fetchPage(path)).rejects.toThrow(new TwilioError(`Twilio sent an invalid page address: ${path}`));
    expect(seen).toEqual([]);
  });

  test('fails after eight attempts, and never pauses for more than 30 seconds', async () => {
    const { fetchPage, seen, pauses } = await twilioAnswering([429, {}, { 'retry-after': '9999' }]);
    await expect(fetchPage(PATH)).rejects.toThrow(/limits the rate \(status 429\), 8 times in a row/);
    expect(seen).toHaveLength(8);
    expect(Math.max(...pauses)).toBe(30_000);
  });

  test('reports each wait, with the system error code, when the connection is refused', async () => {
    const { fetchPage, said } = await twilioAnswering(PAGE);
    await close();
    close = async () => undefined;
    await expect(fetchPage(PATH)).rejects.toThrow(/did not answer \(ECONNREFUSED\), 8 times in a row/);
    expect(said[0]).toBe('Twilio did not answer (ECONNREFUSED), waiting 0.5 s');
    expect(said).toHaveLength(7);
  });

  test('sends nothing and does not wait when it was already stopped', async () => {
    const { fetchPage, seen, pauses, stop } = await twilioAnswering(PAGE);
    stop.abort();
    expect(await fetchPage(PATH)).toBeUndefined();
    expect([seen, pauses]).toEqual([[], []]);
  });

  test('returns at once when it is stopped while Twilio does not answer', async () => {
    const server = await listenOnLoopback(createServer(() => stop.abort()));
    close = server.close;
    const stop = new AbortController();
    const fetchPage = twilioRecordings({
      baseUrl: `http://127.0.0.1:${server.port}`,
      user: 'SK1',
      password: 'secret',
      stop: stop.signal,
      sleep: () => Promise.reject(new Error('waited')),
      onWait: line => expect.fail(line),
    });
    expect(await fetchPage(PATH)).toBeUndefined();
  });

  test('does not try again when it is stopped during a wait', async () => {
    const { fetchPage, seen, stop, pauses } = await twilioAnswering([429, {}]);
    const push = pauses.push.bind(pauses);
    pauses.push = ms => {
      stop.abort();
      return push(ms);
    };
    expect(await fetchPage(PATH)).toBeUndefined();
    expect(seen).toHaveLength(1);
  });

  test.each([401, 403, 404, 400])('does not try again when Twilio answers %i', async status => {
    const { fetchPage, seen } = await twilioAnswering([status, {}]);
    await expect(fetchPage(PATH)).rejects.toThrow(TwilioError);
    expect(seen).toHaveLength(1);
  });

  test('does not send the key to another origin', async () => {
    const { fetchPage, seen } = await twilioAnswering(PAGE);
    await expect(fetchPage('https://evil.example/page')).rejects.toThrow(/another origin/);
    await expect(fetchPage('//evil.example/page')).rejects.toThrow(/another origin/);
    expect(seen).toEqual([]);
  });

  test('does not follow redirects', async () => {
    const { fetchPage, seen } = await twilioAnswering([302, {}, { location: 'https://evil.example/' }]);
    await expect(fetchPage(PATH)).rejects.toThrow(/did not answer \(unexpected redirect\), 8 times/);
    expect(seen).toHaveLength(8);
  });
});
