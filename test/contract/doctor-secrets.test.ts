import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { openExamination } from '../../bin/doctor/examination.ts';
import { runChecks } from '../../bin/doctor/run-checks.ts';
import { listenOnLoopback } from '../../local/loopback-server.ts';

const ORIGIN = 'https://flex.twilio.com';
const TOKEN = `canary-5e5f.${'x'.repeat(40)}.doctor`;
const SENT = Buffer.from(`token:${TOKEN}`).toString('base64');
const SIGNATURE = `canary-signature-${'0'.repeat(48)}`;
const LINK_TOKEN = `canary-link-${'y'.repeat(31)}`;
const RECORDING = `RE${'a'.repeat(32)}`;

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
const listen = async (answer: Answer): Promise<string> => {
  const { port, close } = await listenOnLoopback(createServer(answer));
  closing.push(close);
  return `http://127.0.0.1:${port}`;
};
const json = (response: ServerResponse, status: number, body: unknown) =>
  response.writeHead(status, { 'access-control-allow-origin': ORIGIN }).end(JSON.stringify(body));

/** Examines a server that is right about everything but the answer to a player with a token. */
const examine = async (answer: Answer) => {
  const url = await listen((request, response) => {
    const { method, headers } = request;
    const allow = { 'access-control-allow-origin': ORIGIN, 'access-control-allow-headers': 'authorization' };
    if (method === 'OPTIONS') response.writeHead(204, headers.origin === ORIGIN ? allow : {}).end();
    else if (method === 'POST') response.writeHead(403).end();
    else if (headers.authorization === undefined) json(response, 401, { error: { code: 'unauthenticated' } });
    else answer(request, response);
  });
  const question = { url: new URL('/sec_rec', url), recordingSid: RECORDING, token: TOKEN };
  return runChecks(
    openExamination({ ...question, origins: [ORIGIN], now: () => new Date(), lookup: async () => ['127.0.0.1'] }),
  );
};

const expectNoSecret = (checks: unknown) => {
  const text = JSON.stringify(checks);
  for (const secret of [TOKEN, SENT, encodeURIComponent(SENT), SIGNATURE, LINK_TOKEN])
    expect(text).not.toContain(secret);
};

test.each<[repeats: string, status: number, body: (authorization: string) => object]>([
  // API Gateway repeats the header like this where it expects a signature of AWS.
  ['the header in its message', 400, authorization => ({ message: `Invalid key=value pair: '${authorization}'` })],
  ['the header, encoded', 403, authorization => ({ message: encodeURIComponent(authorization) })],
  ['the token as its failure code', 503, () => ({ error: { code: TOKEN } })],
  ['the token as its request id', 403, () => ({ error: { code: 'access_denied', request_id: TOKEN } })],
])('the doctor does not print the token when a server repeats %s', async (_, status, body) => {
  const checks = await examine(({ headers }, response) => json(response, status, body(String(headers.authorization))));
  expect(checks.filter(({ found }) => found.includes('[removed]'))).not.toEqual([]);
  expectNoSecret(checks);
});

test.each<[what: string, link: (host: string) => string]>([
  ['a presigned link', host => `${host}/${RECORDING}?X-Amz-Expires=120&X-Amz-Signature=${SIGNATURE}`],
  ['a link token', host => `${host}/media/${LINK_TOKEN}`],
])('the doctor does not print %s that the server of the media repeats', async (_, link) => {
  const media = await listen(({ url }, response) => {
    const code = String(url).replace(/^.*[=/]/, '');
    response.writeHead(403).end(`<Error><Code>${code}</Code></Error>`);
  });
  const checks = await examine((_request, response) => json(response, 200, { media_url: link(media) }));
  expect(checks.find(({ id }) => id === 'media')).toMatchObject({ found: 'a range was answered 403 [removed]' });
  expectNoSecret(checks);
});

test('the doctor does not print a link that no request can be made of', async () => {
  const media_url = `https://user:password@127.0.0.1:1/media?X-Amz-Signature=${SIGNATURE}`;
  const checks = await examine((_request, response) => json(response, 200, { media_url }));
  expect(checks.find(({ id }) => id === 'media')).toMatchObject({
    state: 'red',
    found: expect.stringContaining('URL'),
  });
  expectNoSecret(checks);
});

test('the doctor does not follow a redirection of a player with a token', async () => {
  const asked: (string | undefined)[] = [];
  const elsewhere = await listen(({ headers }, response) => {
    asked.push(headers.authorization);
    json(response, 200, {});
  });
  const checks = await examine((_request, response) => response.writeHead(302, { location: elsewhere }).end());
  expect(checks.find(({ id }) => id === 'answer')).toMatchObject({ state: 'red', found: 'answered 302' });
  expect(asked).toEqual([]);
});
