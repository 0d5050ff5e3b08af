import { expect, test } from 'vitest';
import type { LocalTemplate } from '../../../../local/template/read-template.ts';
import { withoutTimeLimits } from '../../../../local/template/without-time-limits.ts';

test('sets the time limits of functions and routes to a day, and changes nothing else', () => {
  const template = {
    outputNames: ['UrlProviderUrl'],
    functions: [{ logicalId: 'UrlProvider', timeoutSeconds: 15, memoryMb: 1024 }],
    httpApis: [{ stageName: '$default', routes: [{ routeKey: 'GET /', timeoutMs: 30_000 }] }],
  } as unknown as LocalTemplate;
  expect(withoutTimeLimits(template)).toEqual({
    outputNames: ['UrlProviderUrl'],
    functions: [{ logicalId: 'UrlProvider', timeoutSeconds: 86_400, memoryMb: 1024 }],
    httpApis: [{ stageName: '$default', routes: [{ routeKey: 'GET /', timeoutMs: 86_400_000 }] }],
  });
});
