import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { ok } from '../../../../lambda/domain/shared/result.ts';
import { parseCallback } from '../../../../lambda/twilio-events/parse-callback.ts';
import { callbackEvent, SOME_SIGNATURE } from '../../../support/callback-event.ts';

const base64 = (bytes: Uint8Array | string) => ({ body: Buffer.from(bytes).toString('base64'), isBase64Encoded: true });
const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

/** The result of `parseCallback`, with the fields that are read after the check of the signature. */
const parsed = (event: APIGatewayProxyEventV2) => {
  const callback = parseCallback(event);
  if (!callback.ok) return callback;
  const fields = callback.value.readFields();
  return fields.ok ? ok({ request: callback.value.request, fields: fields.value }) : fields;
};

describe('a callback is read', () => {
  test('from a form in base64, with the URL of the request', () => {
    const event = callbackEvent({ a: '1 2', 'ü&=': 'x+y' }, { rawQueryString: 'q=%27a%2Fb' });
    expect(parsed(event)).toEqual({
      ok: true,
      value: {
        request: {
          url: 'https://api.example.com/twilio/recording-status?q=%27a%2Fb',
          signature: SOME_SIGNATURE,
          body: {
            kind: 'form',
            fields: new Map([
              ['a', ['1 2']],
              ['ü&=', ['x+y']],
            ]),
          },
        },
        fields: new Map([
          ['a', '1 2'],
          ['ü&=', 'x+y'],
        ]),
      },
    });
  });

  test('from a form with repeated fields, which are used for the signature only', () => {
    const event = { ...callbackEvent({}), ...base64('a=1&b=2&a=3') };
    expect(parsed(event)).toMatchObject({
      value: {
        request: {
          body: {
            fields: new Map([
              ['a', ['1', '3']],
              ['b', ['2']],
            ]),
          },
        },
        fields: new Map([['b', '2']]),
      },
    });
  });

  test('from JSON', () => {
    const text = '{"a":"1","b":{"c":2}}';
    const event = { ...callbackEvent({}, { headers: JSON_TYPE }), body: text, isBase64Encoded: false };
    expect(parsed(event)).toMatchObject({
      value: {
        request: { body: { kind: 'json', text } },
        fields: new Map([
          ['a', '1'],
          ['b', '{"c":2}'],
        ]),
      },
    });
  });

  test('with the URL scheme that the gateway names', () => {
    const event = callbackEvent({}, { headers: { 'x-forwarded-proto': 'http', host: '127.0.0.1:80' } });
    expect(parseCallback(event)).toMatchObject({
      value: { request: { url: 'http://127.0.0.1:80/twilio/recording-status' } },
    });
  });
});

describe('a callback is refused', () => {
  test('when it has no signature', () => {
    const event = callbackEvent({}, { headers: { 'x-twilio-signature': '' } });
    expect(parseCallback(event)).toMatchObject({ error: { code: 'callback_refused', reason: 'signature_missing' } });
  });

  test.each<[string, object, string]>([
    ['longer than 64 KiB', base64(`a=${'x'.repeat(65_535)}`), 'body_too_long'],
    ['not UTF-8', base64(new Uint8Array([0x61, 0x3d, 0xff])), 'body_not_utf8'],
    ['half a character', base64(new Uint8Array([0x61, 0x3d, 0xc3])), 'body_not_utf8'],
    ['an escape sequence that is not UTF-8', base64('a=%ff'), 'body_not_utf8'],
    ['half an escape sequence', base64('a=%4'), 'body_not_utf8'],
  ])('when its body is %s', (_, body, reason) => {
    expect(parseCallback({ ...callbackEvent({}), ...body })).toMatchObject({
      error: { code: 'callback_unreadable', reason },
    });
  });

  test.each(['text/plain', 'multipart/form-data; boundary=x', ''])('when it is of type %j', type => {
    const event = callbackEvent({}, { headers: { 'content-type': type } });
    expect(parseCallback(event)).toMatchObject({
      error: { code: 'callback_unreadable', reason: 'content_type_unsupported' },
    });
  });

  test.each<[string, string]>([
    ['a word', 'signature'],
    ['27 characters', `${'A'.repeat(26)}=`],
    ['28 characters without padding', 'A'.repeat(28)],
    ['29 characters', `${'A'.repeat(28)}=`],
    ['of another alphabet', `${'-'.repeat(27)}=`],
    ['followed by a line feed', `${SOME_SIGNATURE}\n`],
    ['two signatures', `${SOME_SIGNATURE},${SOME_SIGNATURE}`],
  ])('when its signature is %s, before its body is read', (_, signature) => {
    const event = callbackEvent({}, { headers: { 'x-twilio-signature': signature } });
    Object.defineProperty(event, 'body', {
      get: () => {
        throw new Error('the body was read');
      },
    });
    expect(parseCallback(event)).toMatchObject({ error: { code: 'callback_refused', reason: 'signature_malformed' } });
  });

  test.each<[string, string]>([
    ['one name over and over', 'a&'.repeat(32_767)],
    ['one pair over and over', Array(201).fill('a=1').join('&')],
    ['201 names', Array.from({ length: 201 }, (_, index) => `a${index}=1`).join('&')],
    ['nothing but separators', '&'.repeat(65_535)],
  ])('when it has more than 200 fields: %s', (_, body) => {
    expect(parseCallback({ ...callbackEvent({}), ...base64(body) })).toMatchObject({
      error: { code: 'callback_unreadable', reason: 'too_many_fields' },
    });
  });

  test('only above 200 fields', () => {
    const body = Array(200).fill('a=1').join('&');
    expect(parseCallback({ ...callbackEvent({}), ...base64(body) })).toMatchObject({
      value: { request: { body: { fields: new Map([['a', Array(200).fill('1')]]) } } },
    });
  });

  test.each(['{', '[]', '"text"', 'null', '', '['.repeat(60_000)])(
    'when its JSON is %j, but only after its signature was checked',
    body => {
      const event = { ...callbackEvent({}, { headers: JSON_TYPE }), body, isBase64Encoded: false };
      expect(parseCallback(event)).toMatchObject({ ok: true });
      expect(parsed(event)).toMatchObject({ error: { code: 'callback_malformed', reason: 'body_not_json' } });
    },
  );

  test('when its JSON is nested too deeply to be serialized', () => {
    const body = `{"a":${'['.repeat(30_000)}${']'.repeat(30_000)}}`;
    const event = { ...callbackEvent({}, { headers: JSON_TYPE }), body, isBase64Encoded: false };
    expect(parsed(event)).toMatchObject({ error: { code: 'callback_malformed', reason: 'body_not_json' } });
  });
});
