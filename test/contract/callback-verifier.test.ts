import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import { describe, expect, test } from 'vitest';
import { secretCallbackVerifier } from '../../lambda/adapters/twilio/secret-callback-verifier.ts';
import type { TwilioCredentials } from '../../lambda/adapters/twilio/twilio-credentials.ts';
import { type Failure, fail } from '../../lambda/domain/shared/failure.ts';
import { ok, type Result } from '../../lambda/domain/shared/result.ts';

const url = 'https://api.example.com/twilio/recording-status';
const requestSignedWith = (token: string) => ({
  url,
  signature: getExpectedTwilioSignature(token, url, { a: '1' }),
  body: { kind: 'form', fields: new Map([['a', ['1']]]) } as const,
});

const verifier = (
  current: Result<TwilioCredentials, Failure>,
  newer: Result<TwilioCredentials | undefined, Failure> = ok(undefined),
) => {
  let rereads = 0;
  const source = {
    readCurrent: async () => current,
    readNewerThan: async () => {
      rereads++;
      return newer;
    },
  };
  return { verify: secretCallbackVerifier(source).verify, rereads: () => rereads };
};

describe('the callback verifier', () => {
  test.each(['now', 'before'])(
    'accepts a callback that is signed with the token of %s, and does not read the secret again',
    async token => {
      const { verify, rereads } = verifier(ok({ authToken: 'now', previousAuthToken: 'before' }));
      expect(await verify(requestSignedWith(token))).toEqual(ok(undefined));
      expect(rereads()).toBe(0);
    },
  );

  test('accepts a token that was stored in the secret after it was read', async () => {
    const { verify } = verifier(ok({ authToken: 'now' }), ok({ authToken: 'next', previousAuthToken: 'now' }));
    expect(await verify(requestSignedWith('next'))).toEqual(ok(undefined));
  });

  test('refuses a callback that no token has signed', async () => {
    const { verify } = verifier(ok({ authToken: 'now' }), ok({ authToken: 'next' }));
    expect(await verify(requestSignedWith('other'))).toMatchObject({ error: { code: 'callback_refused' } });
  });

  test('fails with internal_error when the secret has only an API key', async () => {
    const { verify } = verifier(ok({ apiKey: { sid: 'SK1', secret: 'secret' } }));
    expect(await verify(requestSignedWith('secret'))).toMatchObject({
      error: { code: 'internal_error', reason: 'no_auth_token' },
    });
  });

  test.each([
    ['cannot be read', verifier(fail('unavailable', 'secrets_manager_timeout'))],
    ['cannot be read again', verifier(ok({ authToken: 'now' }), fail('unavailable', 'secrets_manager_timeout'))],
  ])('fails with unavailable when the secret %s', async (_, { verify }) => {
    expect(await verify(requestSignedWith('other'))).toMatchObject({ error: { code: 'unavailable' } });
  });
});
