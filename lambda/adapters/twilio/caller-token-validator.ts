import type { Agent } from 'node:https';
import type { TokenValidator } from '../../domain/playback/ports.ts';
import type { Failure } from '../../domain/shared/failure.ts';
import { callerFromIam } from './iam-answer.ts';
import { IAM_TIMEOUT_MS, iamExchange } from './iam-exchange.ts';
import { openIamRequest, sendTokenValidation } from './iam-request.ts';

export interface CallerTokenValidatorOptions {
  readonly accountSid: string;
  /** Such as `https://iam.twilio.com`. */
  readonly iamBaseUrl: string;
  /** For requests over TLS. @default Node's global agent */
  readonly agent?: Agent | undefined;
  readonly now: () => Date;
  /** For the whole exchange, milliseconds. @default 3000 */
  readonly timeoutMs?: number;
}

/**
 * The token is the only credential in this exchange, so Twilio's 401 speaks about the caller. Expired, forged and
 * foreign tokens end here; so does every token when ACCOUNT_SID is wrong, which is why the reason has its own name.
 */
const TOKEN_REFUSED: Failure = { code: 'unauthenticated', reason: 'token_refused_as_credential' };

/**
 * Asks Twilio about a token with that very token as the credential, as Twilio's guide to secure playback shows:
 * the deployment then stores no secret at all. That Twilio binds the credential to the account in the path is what
 * keeps other accounts' users out.
 */
export const callerTokenValidator = (options: CallerTokenValidatorOptions): TokenValidator => {
  const { accountSid, now, timeoutMs = IAM_TIMEOUT_MS } = options;
  const open = openIamRequest(options.iamBaseUrl, options.agent);
  return {
    validate: async token => {
      const send = () => sendTokenValidation(open, { accountSid, token, credential: `token:${token}` });
      const answer = await iamExchange(send, timeoutMs);
      return answer.ok ? callerFromIam(answer.value, { token, now: now(), credentialsRefused: TOKEN_REFUSED }) : answer;
    },
  };
};
