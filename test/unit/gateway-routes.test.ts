import { describe, expect, it } from 'vitest';
import { matchRoute } from '../../local/http-api/routes.ts';

const routes = (...routeKeys: string[]) =>
  routeKeys.map(routeKey => ({ routeKey, functionLogicalId: 'Fn', payloadFormatVersion: '2.0', timeoutMs: 30_000 }));

describe("the HTTP API's choice of a route", () => {
  const all = routes('$default', 'ANY /{proxy+}', 'GET /media/{token}', 'ANY /media/list', 'GET /media/list', 'GET /');

  it.each([
    ['GET', '/', 'GET /', {}],
    ['GET', '/media/list', 'GET /media/list', {}],
    ['POST', '/media/list', 'ANY /media/list', {}],
    ['GET', '/media/a%20b', 'GET /media/{token}', { token: 'a b' }],
    ['GET', '/media/100%', 'GET /media/{token}', { token: '100%' }],
    ['GET', '/media/', 'ANY /{proxy+}', { proxy: 'media/' }],
    ['GET', '/media/a/b', 'ANY /{proxy+}', { proxy: 'media/a/b' }],
    ['DELETE', '/', '$default', {}],
  ])('%s %s goes to %s', (method, path, routeKey, pathParameters) => {
    expect(matchRoute(all, { method, path })).toMatchObject({ route: { routeKey }, pathParameters });
  });

  it.each([
    ['GET', '/sec_rec/'],
    ['GET', '/sec_rec/x'],
    ['GET', '/SEC_REC'],
    ['GET', '/sec_re'],
    ['HEAD', '/sec_rec'],
  ])('%s %s goes nowhere', (method, path) => {
    expect(matchRoute(routes('GET /sec_rec'), { method, path })).toBeUndefined();
  });
});
