import { describe, expect, test } from 'vitest';
import { gatewayAnswer } from '../../../../local/rest-api/gateway-response.ts';

const api = {
  gatewayResponses: {
    DEFAULT_4XX: { Vary: "'Origin'", 'Access-Control-Allow-Origin': 'method.request.header.origin' },
    DEFAULT_5XX: { 'Cache-Control': "'no-store'" },
  },
};
const answer = (status: number, ...rawHeaders: string[]) =>
  gatewayAnswer(api, { rawHeaders }, { status, message: 'No' });

describe('a response of the REST API itself', () => {
  test('has the headers of its type and a message', () => {
    expect(answer(502)).toEqual({
      status: 502,
      headers: { 'content-type': 'application/json', 'Cache-Control': 'no-store' },
      body: '{"message":"No"}',
    });
  });

  test.each([
    ['origin', 'https://flex.twilio.com'],
    ['Origin', undefined],
    ['ORIGIN', undefined],
  ])('echoes a header only if its name is spelt as in the template: %s', (name, echoed) => {
    const { headers } = answer(403, 'host', 'origin', name, 'https://flex.twilio.com');
    expect(headers['Access-Control-Allow-Origin']).toBe(echoed);
    expect(headers['Vary']).toBe('Origin');
  });
});
