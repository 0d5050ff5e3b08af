import { validator as packageValidator } from 'twilio-flex-token-validator';
import { describe, expect, test } from 'vitest';
import { accountTokenValidator } from '../../lambda/adapters/twilio/account-token-validator.ts';
import type { TwilioCredentials } from '../../lambda/adapters/twilio/twilio-credentials.ts';
import { BAD_TOKEN, html, json, valid } from '../support/iam-scripts.ts';
import { posedTwilio } from '../support/posed-twilio.ts';
import type { Script } from '../support/scripted-tls-server.ts';
import { ACCOUNT_SID, AUTH_TOKEN, fixedCredentials, IAM_HOST, NOW, TOKEN } from '../support/token-validators.ts';

// Twilio's own package is the oracle: our validator must send its request, and accept nothing that it rejects.
const API_KEY = { sid: `SK${'2c'.repeat(16)}`, secret: 'the-secret-of-the-api-key' };
const twilio = posedTwilio();

const ours = (credentials: TwilioCredentials) =>
  accountTokenValidator({
    accountSid: ACCOUNT_SID,
    iamBaseUrl: `https://${IAM_HOST}`,
    credentials: fixedCredentials(credentials),
    now: () => NOW,
  }).validate(TOKEN);

const theirs = ({ authToken, apiKey }: TwilioCredentials) =>
  apiKey
    ? packageValidator(TOKEN, ACCOUNT_SID, undefined, undefined, { Sid: apiKey.sid, Secret: apiKey.secret })
    : packageValidator(TOKEN, ACCOUNT_SID, authToken);

describe('the validator with account credentials', () => {
  test.each<[string, TwilioCredentials]>([
    ['the auth token', { authToken: AUTH_TOKEN }],
    ['an API key', { apiKey: API_KEY }],
  ])("sends the same request as Twilio's package when the credentials are %s", async (_, credentials) => {
    twilio.server.answer = valid();
    await theirs(credentials);
    await ours(credentials);
    const [packageRequest, ourRequest] = twilio.server.received;
    expect(ourRequest).toEqual(packageRequest);
    expect(twilio.server.received).toHaveLength(2);
  });

  test.each<[string, Script]>([
    ['that the token is invalid', json(200, BAD_TOKEN)],
    ['a "valid" of null', valid({ valid: null })],
    ['a "valid" that is an empty text', valid({ valid: '' })],
    ['an object without "valid"', json(200, {})],
    ['that the credentials are refused', json(401, { code: 20003, message: 'Authenticate' })],
    ['HTML', html(200, '<html></html>')],
    ['an empty body', html(200, '')],
    ['a closed connection', response => response.socket?.destroy()],
  ])("rejects the token, as Twilio's package does, when the answer is %s", async (_, script) => {
    twilio.server.answer = script;
    const accepted = await theirs({ authToken: AUTH_TOKEN }).then(
      () => true,
      () => false,
    );
    expect(accepted).toBe(false);
    expect(await ours({ authToken: AUTH_TOKEN })).toMatchObject({ ok: false });
  });

  test("accepts the documented answer, as Twilio's package does", async () => {
    twilio.server.answer = valid();
    expect(await theirs({ authToken: AUTH_TOKEN })).toMatchObject({ valid: true });
    expect(await ours({ authToken: AUTH_TOKEN })).toMatchObject({ ok: true });
  });
});
