import type { Agent } from 'node:https';
import type { TokenValidator } from '../../domain/playback/ports.ts';
import type { Failure } from '../../domain/shared/failure.ts';
import { callerFromIam } from './iam-answer.ts';
import { exchangeWithIam, IAM_TIMEOUT_MS } from './iam-exchange.ts';
import { openIamRequest, sendTokenValidation } from './iam-request.ts';

export interface CallerTokenValidatorOptions {
  readonly accountSid: string;
  /** Such as `https://iam.twilio.com`. */
  readonly iamBaseUrl: string;
  /** For requests over TLS. @default Node's global agent */
  readonly agent?: Agent | undefined;
  readonly now: () => Date;
  /** The limit for the whole exchange, milliseconds. @default 3000 */
  readonly timeoutMs?: number;
}

/**
 * The token is the only credential in this exchange, so Twilio's 401 is about the caller: the token is expired, forged or of
 * another account. If ACCOUNT_SID is wrong, every token is refused; the reason code is unique, so that this can be noticed.
 */
const TOKEN_REFUSED: Failure = { code: 'unauthenticated', reason: 'token_refused_as_credential' };

/**
 * Validates a token at Twilio with the token itself as the credential, as in Twilio's guide to secure playback. The
 * deployment then stores no secret. Users of other accounts are excluded because Twilio binds the credential to the account
 * in the path.
 */
export const callerTokenValidator = (options: CallerTokenValidatorOptions): TokenValidator => {
  const { accountSid, now, timeoutMs = IAM_TIMEOUT_MS } = options;
  const open = openIamRequest(options.iamBaseUrl, options.agent);
  return {
    validate: async token => {
      const send = () => sendTokenValidation(open, { accountSid, token, credential: `token:${token}` });
      const answer = await exchangeWithIam(send, timeoutMs);
      return answer.ok ? callerFromIam(answer.value, { token, now: now(), credentialsRefused: TOKEN_REFUSED }) : answer;
    },
  };
};
