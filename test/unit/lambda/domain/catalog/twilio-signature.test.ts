import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { getExpectedTwilioSignature, validateRequest, validateRequestWithBody } from 'twilio/lib/webhooks/webhooks.js';
import { describe, expect, test } from 'vitest';
import { isSignedByTwilio, type SignedRequest } from '../../../../../lambda/domain/catalog/twilio-signature.ts';

const TOKEN = '1a2b3c4d5e6f1a2b3c4d5e6f1a2b3c4d';
const URL_CALLED = 'https://api.example.com/twilio/recording-status';

type Fields = Record<string, string | string[]>;
const form = (fields: Fields): SignedRequest['body'] => ({
  kind: 'form',
  fields: new Map(Object.entries(fields).map(([name, value]) => [name, [value].flat()])),
});
const isSigned = (body: SignedRequest['body'], signature: string, { url = URL_CALLED, tokens = [TOKEN] } = {}) =>
  isSignedByTwilio({ url, signature, body }, tokens);

const text = fc.string({ unit: 'grapheme', maxLength: 20 });
const fields: fc.Arbitrary<Fields> = fc.dictionary(
  text.filter(name => name !== '__proto__'),
  fc.oneof(text, fc.array(text, { minLength: 1, maxLength: 4 })),
  { maxKeys: 8 },
);
const query = fc.oneof(
  fc.constant(''),
  fc.webQueryParameters().map(parameters => `?${parameters}`),
);

describe('a form post', () => {
  test('is accepted for any fields and query when Twilio’s own package signed it', () => {
    fc.assert(
      fc.property(fields, query, (signed, search) => {
        const url = URL_CALLED + search;
        const signature = getExpectedTwilioSignature(TOKEN, url, signed);
        expect(validateRequest(TOKEN, signature, url, signed)).toBe(true);
        expect(isSigned(form(signed), signature, { url })).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('is refused whenever Twilio’s own package refuses it', () => {
    fc.assert(
      fc.property(fields, fields, text, (signed, sent, token) => {
        const signature = getExpectedTwilioSignature(token, URL_CALLED, signed);
        expect(isSigned(form(sent), signature)).toBe(validateRequest(TOKEN, signature, URL_CALLED, sent));
      }),
      { numRuns: 500 },
    );
  });

  const signed = { AccountSid: 'AC1', RecordingSid: 'RE1' };
  const signature = getExpectedTwilioSignature(TOKEN, URL_CALLED, signed);

  test.each<[string, Fields, string, object]>([
    ['a field changed', { ...signed, RecordingSid: 'RE2' }, signature, {}],
    ['a field added', { ...signed, Extra: '1' }, signature, {}],
    ['a field missing', { AccountSid: 'AC1' }, signature, {}],
    ['another path', signed, signature, { url: URL_CALLED.replace('recording-status', 'task-events') }],
    ['a query added', signed, signature, { url: `${URL_CALLED}?a=1` }],
    ['another scheme', signed, signature, { url: URL_CALLED.replace('https', 'http') }],
    ['another host', signed, signature, { url: URL_CALLED.replace('api', 'evil') }],
    ['another token', signed, signature, { tokens: [TOKEN.replace('1', '2')] }],
    ['no token', signed, signature, { tokens: [] }],
    ['an empty signature', signed, '', {}],
    ['a longer signature', signed, `${signature}=`, {}],
    ['a signature in hex', signed, Buffer.from(signature, 'base64').toString('hex'), {}],
  ])('is refused with %s', (_, sent, given, changed) => {
    expect(isSigned(form(sent), given, changed)).toBe(false);
  });

  test('is refused when fields were moved into the URL', () => {
    const url = `${URL_CALLED}?x=1`;
    const json = '{}';
    const digest = createHash('sha256').update(json).digest('hex');
    const attributes = `{"a":"&bodySHA256=${digest}&AccountSidAC1","b":1}`;
    const genuine = { AccountSid: 'AC1', TaskAttributes: attributes };
    const given = getExpectedTwilioSignature(TOKEN, url, genuine);
    expect(isSigned(form(genuine), given, { url })).toBe(true);
    const text = `${url}AccountSidAC1TaskAttributes${attributes}`;
    const [before, behind] = text.split('&AccountSidAC1') as [string, string];
    expect(isSigned(form({ AccountSid: `AC1${behind}` }), given, { url: `${before}&` })).toBe(false);
    expect(isSigned({ kind: 'json', text: json }, given, { url: text })).toBe(false);
  });

  test('is accepted with the current and with the previous token', () => {
    expect(isSigned(form(signed), signature, { tokens: ['new', TOKEN] })).toBe(true);
    expect(isSigned(form(signed), signature, { tokens: [TOKEN, 'old'] })).toBe(true);
  });

  test('matches the worked example of Twilio’s documentation', () => {
    const example = {
      CallSid: 'CA1234567890ABCDE',
      Caller: '+12349013030',
      Digits: '1234',
      From: '+12349013030',
      To: '+18005551212',
    };
    const url = 'https://mycompany.com/myapp.php?foo=1&bar=2';
    expect(isSigned(form(example), '0/KCTR6DLpKmkAf8muzZqo1nDgQ=', { url, tokens: ['12345'] })).toBe(true);
  });
});

describe('a JSON post', () => {
  const body = '{"AccountSid":"AC1","RecordingSid":"RE1ö"}';
  const digest = createHash('sha256').update(body).digest('hex');
  const url = `${URL_CALLED}?x=1&bodySHA256=${digest}`;
  const signature = getExpectedTwilioSignature(TOKEN, url, {});
  const json = (content: string): SignedRequest['body'] => ({ kind: 'json', text: content });

  test('is accepted when its URL is signed and contains the body’s digest', () => {
    expect(validateRequestWithBody(TOKEN, signature, url, body)).toBe(true);
    expect(isSigned(json(body), signature, { url })).toBe(true);
  });

  test.each<[string, string, string]>([
    ['another body', `${body} `, url],
    ['a URL that names no digest', body, URL_CALLED],
    ['a URL that names two digests', body, `${url}&bodySHA256=${digest}`],
  ])('is refused with %s', (_, content, called) => {
    const given = getExpectedTwilioSignature(TOKEN, called, {});
    expect(isSigned(json(content), given, { url: called })).toBe(false);
  });

  test('is refused when its signature is for another URL', () => {
    expect(isSigned(json(body), signature, { url: url.replace('x=1', 'x=2') })).toBe(false);
  });
});
