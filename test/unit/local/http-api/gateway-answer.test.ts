import { describe, expect, test } from 'vitest';
import { functionAnswer } from '../../../../local/http-api/http-answer.ts';

describe('the HTTP API reads the answer of a function', () => {
  test('takes the status, the headers in lower case, and the text', () => {
    const value = { statusCode: 404, headers: { 'X-One': 1, Gone: null }, body: 'näh' };
    expect(functionAnswer(value)).toEqual({
      status: 404,
      headers: { 'content-type': 'text/plain; charset=utf-8', 'x-one': '1' },
      body: Buffer.from('näh'),
    });
  });

  test.each([
    [{ statusCode: 'ok' }],
    [{ statusCode: 999 }],
    [{ statusCode: 200, body: { no: 'text' } }],
    [{ statusCode: 200, headers: 'none' }],
  ])('returns nothing for the invalid answer %j', value => {
    expect(functionAnswer(value)).toBeUndefined();
  });

  test.each([
    [{ hello: 1 }, 'without statusCode'],
    [null, 'without statusCode'],
    [{ statusCode: 200, cookies: ['a=1'] }, 'with cookies'],
    [{ statusCode: 200, body: '/w==', isBase64Encoded: true }, 'with isBase64Encoded'],
  ])('throws for %j, which AWS accepts and the local stack does not support', (value, message) => {
    expect(() => functionAnswer(value)).toThrow(message);
  });
});
