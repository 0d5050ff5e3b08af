import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { err, ok } from '../../lambda/domain/shared/result.ts';
import { THROTTLED } from '../../local/functions/runnable-function.ts';

import { CORS, events, FLEX, fine, lines, startApi, useHttpApi } from '../support/http-api.ts';

useHttpApi();

/** Sends headers that `fetch` does not allow, or the same header twice. */
const send = async (url: string, headers: Record<string, string | string[]>): Promise<IncomingMessage> => {
  const sent = httpRequest(url, { headers }).end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return response;
};

describe("the HTTP API's event", () => {
  test('has the shape of payload format 2.0', async () => {
    const url = await startApi(fine);
    await send(`${url}/sec_rec?a=1&a=2&b=x%20y`, {
      'X-Twice': ['one', 'two'],
      Cookie: 'c=1; d=2',
      'User-Agent': 'Flex/1.0',
    });
    const [event] = events;
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: 'GET /sec_rec',
      rawPath: '/sec_rec',
      rawQueryString: 'a=1&a=2&b=x%20y',
      cookies: ['c=1', 'd=2'],
      headers: { 'x-twice': 'one,two', host: url.slice('http://'.length), 'x-forwarded-proto': 'http' },
      queryStringParameters: { a: '1,2', b: 'x y' },
      requestContext: {
        accountId: '000000000000',
        apiId: 'api1234567',
        domainName: '127.0.0.1',
        http: { method: 'GET', path: '/sec_rec', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'Flex/1.0' },
        routeKey: 'GET /sec_rec',
        stage: '$default',
        time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
      },
      isBase64Encoded: false,
    });
    expect(event?.headers).not.toHaveProperty('cookie');
    expect(event).not.toHaveProperty('body');
    expect(event).not.toHaveProperty('pathParameters');
    expect(Date.now() - (event?.requestContext.timeEpoch ?? 0)).toBeLessThan(60_000);
  });

  test('has no query parameters for a URL without a query', async () => {
    const url = await startApi(fine);
    await fetch(`${url}/sec_rec`);
    expect(events[0]).toMatchObject({ rawQueryString: '' });
    expect(events[0]).not.toHaveProperty('queryStringParameters');
  });

  test.each([
    ['application/json; charset=utf-8', '{"a":1}', false],
    ['text/plain', '{"a":1}', false],
    ['application/x-www-form-urlencoded', 'eyJhIjoxfQ==', true],
    ['application/octet-stream', 'eyJhIjoxfQ==', true],
  ])('carries a body of type %s as %s', async (contentType, body, isBase64Encoded) => {
    const url = await startApi(fine);
    await fetch(`${url}/hooks/status`, { method: 'POST', body: '{"a":1}', headers: { 'content-type': contentType } });
    expect(events[0]).toMatchObject({ body, isBase64Encoded });
  });

  test('has a unique request id, which the client also gets', async () => {
    const url = await startApi(fine);
    const ids = [await fetch(`${url}/sec_rec`), await fetch(`${url}/sec_rec`)].map(r =>
      r.headers.get('apigw-requestid'),
    );
    expect(ids).toEqual(events.map(event => event.requestContext.requestId));
    expect(new Set(ids).size).toBe(2);
  });
});

describe("the HTTP API's answer", () => {
  test("is the function's", async () => {
    const url = await startApi(() =>
      ok({
        statusCode: 418,
        headers: { 'X-Tea': 'yes', 'content-type': 'text/tea' },
        body: 'pot',
      }),
    );
    const response = await fetch(`${url}/sec_rec`);
    expect(response.status).toBe(418);
    expect(response.headers.get('x-tea')).toBe('yes');
    expect(response.headers.get('content-type')).toBe('text/tea');
    expect(await response.text()).toBe('pot');
  });

  test.each([
    ['an unknown path', '/nowhere', {}, 404, 'Not Found'],
    ['another method', '/sec_rec', { method: 'DELETE' }, 404, 'Not Found'],
    ['a slash at the end', '/sec_rec/', {}, 404, 'Not Found'],
    ['a longer path', '/sec_rec/x', {}, 404, 'Not Found'],
    ['another case', '/SEC_REC', {}, 404, 'Not Found'],
    [
      'a body over 10 MB',
      '/hooks/status',
      { method: 'POST', body: 'x'.repeat(10 * 1024 * 1024 + 1) },
      413,
      'Request Entity Too Large',
    ],
  ])('to %s comes from the gateway itself', async (_what, path, init, status, message) => {
    const url = await startApi(fine, { cors: CORS });
    const response = await fetch(url + path, { ...init, headers: { origin: FLEX } });
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ message });
    expect(response.headers.get('access-control-allow-origin')).toBe(FLEX);
    expect(events).toEqual([]);
  });

  test('is 431 for a head over 10,240 bytes, and not for one just below', async () => {
    const url = await startApi(fine);
    const tooLarge = await send(`${url}/sec_rec`, { authorization: 'x'.repeat(10_240) });
    expect(tooLarge.statusCode).toBe(431);
    expect(JSON.parse(await text(tooLarge))).toEqual({ message: 'Request Header Fields Too Large' });
    expect((await send(`${url}/sec_rec`, { authorization: 'x'.repeat(10_100) })).statusCode).toBe(200);
    expect(events).toHaveLength(1);
  });

  test.each([
    ['fails', () => err({ errorType: 'Error', errorMessage: 'secret detail' })],
    ['answers nonsense', () => ok({ statusCode: 'ok' })],
  ])('is a bare 500 when the function %s', async (_what, answer) => {
    const url = await startApi(answer, { cors: CORS });
    const response = await fetch(`${url}/sec_rec`, { headers: { origin: FLEX } });
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({ message: 'Internal Server Error' });
    expect(response.headers.get('access-control-allow-origin')).toBe(FLEX);
  });

  test('is 503 when the function exceeds the time limit of the integration', async () => {
    const url = await startApi(() => new Promise(() => undefined), { timeoutMs: 100 });
    const response = await fetch(`${url}/sec_rec`);
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({ message: 'Service Unavailable' });
  });

  test('is 503 when the function is at its reserved concurrency', async () => {
    const url = await startApi(() => err({ errorType: THROTTLED, errorMessage: 'Rate Exceeded.' }));
    const response = await fetch(`${url}/sec_rec`);
    expect([response.status, await response.json()]).toEqual([503, { message: 'Service Unavailable' }]);
  });

  test('is 429 above the burst, for each route separately', async () => {
    const url = await startApi(fine, { throttle: { ratePerSecond: 0, burst: 2 } });
    const statuses = [];
    for (let request = 0; request < 3; request += 1) statuses.push((await fetch(`${url}/sec_rec`)).status);
    expect(statuses).toEqual([200, 200, 429]);
    expect((await fetch(`${url}/hooks/status`, { method: 'POST' })).status).toBe(200);
  });

  test('is logged by path and status, without query or header', async () => {
    const url = await startApi(fine);
    await fetch(`${url}/sec_rec?recording_sid=RE1`, { headers: { authorization: 'Basic secret' } });
    expect(lines).toEqual([expect.stringMatching(/^GET \/sec_rec 200 \d+ ms$/)]);
  });
});
