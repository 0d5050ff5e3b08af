import type { ClientRequest } from 'node:http';
import https from 'node:https';
import { validator } from 'twilio-flex-token-validator';
import type { FlexToken } from '../../domain/playback/playback-request.ts';
import type { TokenValidator } from '../../domain/playback/ports.ts';
import type { Caller } from '../../domain/shared/caller.ts';
import { type Failure, fail } from '../../domain/shared/failure.ts';
import type { Result } from '../../domain/shared/result.ts';
import { callerFromIam } from './iam-answer.ts';
import { IAM_TIMEOUT_MS, iamExchange } from './iam-exchange.ts';
import { type OpenIamRequest, openIamRequest } from './iam-request.ts';
import type { TwilioCredentials, TwilioCredentialsSource } from './twilio-credentials.ts';

export interface LibraryTokenValidatorOptions {
  readonly accountSid: string;
  /** Such as `https://iam.twilio.com`. */
  readonly iamBaseUrl: string;
  readonly credentials: TwilioCredentialsSource;
  readonly now: () => Date;
  /** For one exchange, milliseconds. @default 3000 */
  readonly timeoutMs?: number;
}

const CREDENTIALS_REFUSED: Failure = { code: 'internal_error', reason: 'twilio_credentials_rejected' };

/**
 * Has Twilio's own package `twilio-flex-token-validator` ask about a token, with the account's credentials.
 *
 * The package writes the request and gives the verdict, which is needed for a caller to pass. What it leaves out is
 * done beside it, on the request it sent: a deadline (it waits for ever), the HTTP status (it takes `valid: true` from
 * a 500), a size cap, and the reason of a refusal (it rejects with a text or null).
 */
export const libraryTokenValidator = (options: LibraryTokenValidatorOptions): TokenValidator => {
  const { accountSid, credentials, now, timeoutMs = IAM_TIMEOUT_MS } = options;
  const open = openIamRequest(options.iamBaseUrl);

  const validateWith = async (own: TwilioCredentials, token: FlexToken): Promise<Result<Caller, Failure>> => {
    let accepted: Promise<boolean> = Promise.resolve(false);
    const send = () => {
      const call = callPackage(open, () =>
        own.apiKey
          ? validator(token, accountSid, undefined, undefined, { Sid: own.apiKey.sid, Secret: own.apiKey.secret })
          : validator(token, accountSid, own.authToken),
      );
      accepted = call.accepted;
      return call.request;
    };
    const answer = await iamExchange(send, timeoutMs);
    if (!answer.ok) return answer;
    const caller = callerFromIam(answer.value, { token, now: now(), credentialsRefused: CREDENTIALS_REFUSED });
    return caller.ok && !(await accepted) ? fail('unauthenticated', 'token_rejected') : caller;
  };

  return {
    validate: async token => {
      const own = await credentials.current();
      if (!own.ok) return own;
      const caller = await validateWith(own.value, token);
      if (caller.ok || caller.error !== CREDENTIALS_REFUSED) return caller;
      const newer = await credentials.newerThan(own.value);
      if (!newer.ok) return newer;
      return newer.value ? validateWith(newer.value, token) : caller;
    },
  };
};

/** The built-in module as an object, so that its `request` can be stood in for. */
const transport: { request: unknown } = https;

/**
 * Calls the package and gets hold of the request it sends. The package offers no hook for that, and calls
 * `https.request` before it returns: so, for just this synchronous call, `https.request` is `open`, which also lets the
 * configured base URL replace the host that the package has built in. Nothing else can run in between.
 */
const callPackage = (open: OpenIamRequest, call: () => Promise<object>) => {
  const { request: original } = transport;
  let request: ClientRequest | undefined;
  const standIn: OpenIamRequest = (options, onResponse) => {
    transport.request = original;
    request = open(options, onResponse);
    return request;
  };
  transport.request = standIn;
  try {
    const accepted = call().then(
      () => true,
      () => false,
    );
    if (!request) throw new Error('twilio-flex-token-validator no longer sends its request within the call');
    return { request, accepted };
  } finally {
    transport.request = original;
  }
};
