import type { Agent } from 'node:https';
import type { FlexToken } from '../../domain/playback/playback-request.ts';
import type { TokenValidator } from '../../domain/playback/ports.ts';
import type { Caller } from '../../domain/shared/caller.ts';
import { type Failure, fail } from '../../domain/shared/failure.ts';
import type { Result } from '../../domain/shared/result.ts';
import { callerFromIam } from './iam-answer.ts';
import { exchangeWithIam, IAM_TIMEOUT_MS } from './iam-exchange.ts';
import { openIamRequest, sendTokenValidation } from './iam-request.ts';
import type { TwilioCredentials, TwilioCredentialsSource } from './twilio-credentials.ts';

export interface AccountTokenValidatorOptions {
  readonly accountSid: string;
  /** Such as `https://iam.twilio.com`. */
  readonly iamBaseUrl: string;
  readonly credentials: TwilioCredentialsSource;
  /** For requests over TLS. @default Node's global agent */
  readonly agent?: Agent | undefined;
  readonly now: () => Date;
  /** The limit for one exchange, milliseconds. @default 3000 */
  readonly timeoutMs?: number;
}

const CREDENTIALS_REFUSED: Failure = { code: 'internal_error', reason: 'twilio_credentials_rejected' };

/**
 * Validates a token at Twilio with the account's credentials: the API key if there is one, otherwise the auth token.
 * Reads the credentials again once when Twilio refuses them, so that no request fails during a rotation.
 * Twilio's package `twilio-flex-token-validator` sends the same request; the contract suite compares them.
 */
export const accountTokenValidator = (options: AccountTokenValidatorOptions): TokenValidator => {
  const { accountSid, credentials, now, timeoutMs = IAM_TIMEOUT_MS } = options;
  const open = openIamRequest(options.iamBaseUrl, options.agent);

  const validateWith = async (own: TwilioCredentials, token: FlexToken): Promise<Result<Caller, Failure>> => {
    const credential = credentialOf(own, accountSid);
    if (credential === undefined) return fail('internal_error', 'twilio_secret_without_credentials');
    const answer = await exchangeWithIam(() => sendTokenValidation(open, { accountSid, token, credential }), timeoutMs);
    return answer.ok
      ? callerFromIam(answer.value, { token, now: now(), credentialsRefused: CREDENTIALS_REFUSED })
      : answer;
  };

  return {
    validate: async token => {
      const own = await credentials.readCurrent();
      if (!own.ok) return own;
      const caller = await validateWith(own.value, token);
      if (caller.ok || caller.error !== CREDENTIALS_REFUSED) return caller;
      const newer = await credentials.readNewerThan(own.value);
      if (!newer.ok) return newer;
      return newer.value ? validateWith(newer.value, token) : caller;
    },
  };
};

/** Returns user and password of the request; undefined when the secret has neither kind of credentials. */
const credentialOf = ({ apiKey, authToken }: TwilioCredentials, accountSid: string): string | undefined => {
  if (apiKey) return `${apiKey.sid}:${apiKey.secret}`;
  return authToken === undefined ? undefined : `${accountSid}:${authToken}`;
};
