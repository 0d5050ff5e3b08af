import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { parseTwilioCredentials } from '../../../../../lambda/adapters/twilio/twilio-credentials.ts';

const SID = `SK${'2c'.repeat(16)}`;

describe("the operator's secret", () => {
  test.each<[string, object, object]>([
    ['an auth token', { authToken: 'a1' }, { authToken: 'a1' }],
    [
      'an auth token in rotation',
      { authToken: 'a2', previousAuthToken: 'a1' },
      { authToken: 'a2', previousAuthToken: 'a1' },
    ],
    ['an API key', { apiKeySid: SID, apiKeySecret: 's1' }, { apiKey: { sid: SID, secret: 's1' } }],
    [
      'both',
      { authToken: 'a1', apiKeySid: SID, apiKeySecret: 's1' },
      { authToken: 'a1', apiKey: { sid: SID, secret: 's1' } },
    ],
    ["someone else's keys beside them", { authToken: 'a1', note: 'hello' }, { authToken: 'a1' }],
  ])('may hold %s', (_, secret, credentials) => {
    expect(parseTwilioCredentials(JSON.stringify(secret))).toEqual({ ok: true, value: credentials });
  });

  test.each<[string, string, reason: string]>([
    ['is empty', '', 'twilio_secret_malformed_json'],
    ['is the bare token', 'hunter2hunter2', 'twilio_secret_malformed_json'],
    ['is truncated', '{"authToken":"hunter2"', 'twilio_secret_malformed_json'],
    ['is a list', '["hunter2"]', 'twilio_secret_malformed_json'],
    ['is null', 'null', 'twilio_secret_malformed_json'],
    ['has an empty token', '{"authToken":""}', 'twilio_secret_malformed_authToken'],
    ['has a token that is no text', '{"authToken":["hunter2"]}', 'twilio_secret_malformed_authToken'],
    ['has a token with a newline', '{"authToken":"hunter2\\n"}', 'twilio_secret_malformed_authToken'],
    ['has a null token', '{"authToken":null}', 'twilio_secret_malformed_authToken'],
    [
      'has a bad previous token',
      '{"authToken":"a","previousAuthToken":"hunter2 "}',
      'twilio_secret_malformed_previousAuthToken',
    ],
    ['has an account SID for a key', '{"apiKeySid":"AC1","apiKeySecret":"s"}', 'twilio_secret_malformed_apiKeySid'],
    ['has a key without its secret', `{"apiKeySid":"${SID}"}`, 'twilio_secret_half_an_api_key'],
    ['has a secret without its key', '{"authToken":"a","apiKeySecret":"hunter2"}', 'twilio_secret_half_an_api_key'],
    ['has nothing', '{}', 'twilio_secret_without_credentials'],
    ['has only a previous token', '{"previousAuthToken":"hunter2"}', 'twilio_secret_without_credentials'],
  ])('is refused, and not shown, when it %s', (_, secret, reason) => {
    const parsed = parseTwilioCredentials(secret);
    expect(parsed).toEqual({ ok: false, error: { code: 'internal_error', reason } });
    expect(inspect(parsed, { depth: null, showHidden: true })).not.toContain('hunter2');
  });
});
