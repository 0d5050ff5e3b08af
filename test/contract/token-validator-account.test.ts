import { describe, expect, test } from 'vitest';
import { accountTokenValidator } from '../../lambda/adapters/twilio/account-token-validator.ts';
import type { TwilioCredentials, TwilioCredentialsSource } from '../../lambda/adapters/twilio/twilio-credentials.ts';
import { fail } from '../../lambda/domain/shared/failure.ts';
import { ok } from '../../lambda/domain/shared/result.ts';
import { posedTwilio } from '../support/posed-twilio.ts';
import {
  ACCOUNT_SID,
  AUTH_TOKEN,
  basic,
  fixedCredentials,
  IAM_HOST,
  NOW,
  TOKEN,
  VALID_ANSWER,
  WORKER_SID,
} from '../support/token-validators.ts';

const API_KEY = { sid: `SK${'2c'.repeat(16)}`, secret: 'the-secret-of-the-api-key' };
const twilio = posedTwilio();

const validatorWith = (credentials: TwilioCredentialsSource) =>
  accountTokenValidator({
    accountSid: ACCOUNT_SID,
    iamBaseUrl: `https://${IAM_HOST}`,
    credentials,
    now: () => NOW,
  });

/** Twilio accepts only these credentials from now on. */
const acceptOnly = (authorization: string) => {
  twilio.server.answer = (response, request) =>
    request.authorization === authorization
      ? response.end(JSON.stringify(VALID_ANSWER))
      : response.writeHead(401).end('{"code":20003}');
};
const authorizations = () => twilio.server.received.map(request => request.authorization);

describe('the validator with account credentials', () => {
  test('sends the API key when the secret has an API key and an auth token', async () => {
    const validator = validatorWith(fixedCredentials({ authToken: AUTH_TOKEN, apiKey: API_KEY }));
    acceptOnly(basic(API_KEY.sid, API_KEY.secret));
    expect(await validator.validate(TOKEN)).toMatchObject({ ok: true, value: { workerSid: WORKER_SID } });
    expect(twilio.server.received).toHaveLength(1);
  });

  test('sends the auth token when the secret has no API key', async () => {
    acceptOnly(basic(ACCOUNT_SID, AUTH_TOKEN));
    expect(await validatorWith(fixedCredentials({ authToken: AUTH_TOKEN })).validate(TOKEN)).toMatchObject({
      ok: true,
    });
  });

  test('reads the credentials again and accepts the token when Twilio refuses the old credentials during a rotation', async () => {
    const old: TwilioCredentials = { authToken: 'old' };
    const refused: TwilioCredentials[] = [];
    const rotated: TwilioCredentialsSource = {
      readCurrent: async () => ok(old),
      readNewerThan: async credentials => {
        refused.push(credentials);
        return ok({ authToken: 'new' });
      },
    };
    acceptOnly(basic(ACCOUNT_SID, 'new'));
    expect(await validatorWith(rotated).validate(TOKEN)).toMatchObject({ ok: true, value: { workerSid: WORKER_SID } });
    expect(authorizations()).toEqual([basic(ACCOUNT_SID, 'old'), basic(ACCOUNT_SID, 'new')]);
    expect(refused).toEqual([old]);
  });

  test('sends two requests and reports rejected credentials when Twilio refuses the old and the new credentials', async () => {
    const useless: TwilioCredentialsSource = {
      readCurrent: async () => ok({ authToken: 'old' }),
      readNewerThan: async () => ok({ authToken: 'also wrong' }),
    };
    acceptOnly('nothing');
    expect(await validatorWith(useless).validate(TOKEN)).toEqual({
      ok: false,
      error: { code: 'internal_error', reason: 'twilio_credentials_rejected' },
    });
    expect(twilio.server.received).toHaveLength(2);
  });

  test('does not read the credentials again when Twilio refuses the token', async () => {
    const onlyOnce: TwilioCredentialsSource = {
      readCurrent: async () => ok({ authToken: AUTH_TOKEN }),
      readNewerThan: () => Promise.reject(new Error('must not be asked')),
    };
    twilio.server.answer = response => response.writeHead(401).end('{"valid":false,"code":20104}');
    expect(await validatorWith(onlyOnce).validate(TOKEN)).toEqual({
      ok: false,
      error: { code: 'unauthenticated', reason: 'token_rejected' },
    });
  });

  test('fails without a request when the credentials cannot be read', async () => {
    const unreadable: TwilioCredentialsSource = {
      readCurrent: async () => fail('unavailable', 'secrets_manager_throttled'),
      readNewerThan: async () => ok(undefined),
    };
    expect(await validatorWith(unreadable).validate(TOKEN)).toEqual({
      ok: false,
      error: { code: 'unavailable', reason: 'secrets_manager_throttled' },
    });
    expect(twilio.server.received).toEqual([]);
  });

  test('fails when the credentials were refused and cannot be read again', async () => {
    const gone: TwilioCredentialsSource = {
      readCurrent: async () => ok({ authToken: 'old' }),
      readNewerThan: async () => fail('internal_error', 'secrets_manager_access_denied'),
    };
    acceptOnly('nothing');
    expect(await validatorWith(gone).validate(TOKEN)).toEqual({
      ok: false,
      error: { code: 'internal_error', reason: 'secrets_manager_access_denied' },
    });
  });
});

test('the validator fails with internal_error and sends no request when the secret has no credentials', async () => {
  expect(await validatorWith(fixedCredentials({})).validate(TOKEN)).toEqual({
    ok: false,
    error: { code: 'internal_error', reason: 'twilio_secret_without_credentials' },
  });
  expect(twilio.server.received).toEqual([]);
});
