import { describe, expect, test } from 'vitest';
import { functionAnswer } from '../../local/http-api/http-answer.ts';

describe("the HTTP API's reading of a function's answer", () => {
  test('takes status, headers in lower case, cookies and text', () => {
    const value = { statusCode: 404, headers: { 'X-One': 1, Gone: null }, cookies: ['a=1'], body: 'näh' };
    expect(functionAnswer(value)).toEqual({
      status: 404,
      headers: { 'content-type': 'text/plain; charset=utf-8', 'x-one': '1' },
      cookies: ['a=1'],
      body: Buffer.from('näh'),
    });
  });

  test('decodes base64', () => {
    const answer = functionAnswer({ statusCode: 200, body: '/w==', isBase64Encoded: true });
    expect(answer?.body).toEqual(Buffer.from([0xff]));
  });

  test.each([
    [{ hello: 1 }, '{"hello":1}'],
    ['hello', 'hello'],
    [null, 'null'],
    [[1], '[1]'],
  ])('makes a value without a status code, %j, the body of a 200', (value, body) => {
    expect(functionAnswer(value)).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } });
    expect(functionAnswer(value)?.body.toString()).toBe(body);
  });

  test.each([
    [{ statusCode: 'ok' }],
    [{ statusCode: 999 }],
    [{ statusCode: 200, body: { no: 'text' } }],
    [{ statusCode: 200, headers: 'none' }],
    [{ statusCode: 200, cookies: 'a=1' }],
  ])('does not understand %j', value => {
    expect(functionAnswer(value)).toBeUndefined();
  });
});
