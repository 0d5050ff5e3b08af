import type * as package_ from 'twilio-flex-token-validator';
import { expect, test, vi } from 'vitest';
import { libraryTokenValidator } from '../../lambda/adapters/twilio/library-token-validator.ts';
import { valid } from '../support/iam-scripts.ts';
import { posedTwilio } from '../support/posed-twilio.ts';
import { ACCOUNT_SID, AUTH_TOKEN, fixedCredentials, IAM_HOST, NOW, TOKEN } from '../support/token-validators.ts';

vi.mock(import('twilio-flex-token-validator'), async importOriginal => {
  const original: typeof package_ = await importOriginal();
  return {
    ...original,
    validator: (...question) => original.validator(...question).then(() => Promise.reject(null)),
  };
});

const twilio = posedTwilio();

test("a token does not pass against the package's own verdict", async () => {
  twilio.server.answer = valid();
  const validator = libraryTokenValidator({
    accountSid: ACCOUNT_SID,
    iamBaseUrl: `https://${IAM_HOST}`,
    credentials: fixedCredentials({ authToken: AUTH_TOKEN }),
    now: () => NOW,
  });
  expect(await validator.validate(TOKEN)).toEqual({
    ok: false,
    error: { code: 'unauthenticated', reason: 'token_rejected' },
  });
  expect(twilio.server.received).toHaveLength(1);
});
