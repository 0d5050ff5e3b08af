import { describe, expect, test } from 'vitest';
import { ok } from '../../lambda/domain/shared/result.ts';

import { CORS, events, FLEX, fine, startApi, useHttpApi } from '../support/http-api.ts';

useHttpApi();

describe("the HTTP API's CORS", () => {
  const preflight = (url: string, origin: string) =>
    fetch(`${url}/sec_rec`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization' },
    });

  test('answers a preflight without the function', async () => {
    const response = await preflight(await startApi(fine, { cors: CORS }), FLEX);
    expect(response.status).toBe(204);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'access-control-allow-origin': FLEX,
      'access-control-allow-methods': 'GET',
      'access-control-allow-headers': 'authorization',
      'access-control-max-age': '3600',
      vary: 'Origin',
    });
    expect(events).toEqual([]);
  });

  test.each(['https://evil.example', `${FLEX}.evil.example`, 'http://flex.twilio.com', 'null'])(
    'sends no CORS headers to %s',
    async origin => {
      const url = await startApi(fine, { cors: CORS });
      for (const response of [await preflight(url, origin), await fetch(`${url}/sec_rec`, { headers: { origin } })]) {
        expect([...response.headers.keys()].filter(name => name.startsWith('access-control-'))).toEqual([]);
        expect(response.headers.get('vary')).toBe('Origin');
      }
    },
  );

  test("replaces the function's CORS headers, and keeps its other Vary values", async () => {
    const url = await startApi(
      () =>
        ok({
          statusCode: 204,
          headers: {
            'Access-Control-Allow-Origin': '*',
            'Access-Control-Allow-Credentials': 'true',
            Vary: 'Accept, origin',
          },
        }),
      { cors: CORS },
    );
    const response = await fetch(`${url}/sec_rec`, { headers: { origin: FLEX } });
    expect(response.headers.get('access-control-allow-origin')).toBe(FLEX);
    expect(response.headers.get('access-control-allow-credentials')).toBeNull();
    expect(response.headers.get('vary')).toBe('Accept, Origin');
  });

  test("keeps the function's headers, and routes OPTIONS like any method, when the API has no CORS configuration", async () => {
    const url = await startApi(() => ok({ statusCode: 200, headers: { 'Access-Control-Allow-Origin': '*' } }));
    expect((await fetch(`${url}/sec_rec`)).headers.get('access-control-allow-origin')).toBe('*');
    expect((await preflight(url, FLEX)).status).toBe(404);
  });
});
