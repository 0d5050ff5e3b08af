import type { FlexToken } from '../../domain/playback/playback-request.ts';
import { callerFrom } from '../../domain/playback/token-answer.ts';
import type { Caller } from '../../domain/shared/caller.ts';
import { type Failure, fail } from '../../domain/shared/failure.ts';
import { parseJson } from '../../domain/shared/json-text.ts';
import { err, type Result } from '../../domain/shared/result.ts';
import type { IamAnswer } from './iam-exchange.ts';

/** Twilio's error code for invalid credentials of the request itself. */
const AUTHENTICATION_FAILED = 20003;

export interface IamQuestion {
  readonly token: FlexToken;
  readonly now: Date;
  /** The failure when Twilio refuses the request's own credentials. It depends on the validator. */
  readonly credentialsRefused: Failure;
}

/**
 * Reads Twilio's answer. Only a 200 can confirm a caller. A token can be refused with any 4xx status, because Twilio does
 * not document which one it uses.
 * Fails with `credentialsRefused`, or as `callerFrom` does. Fails with `unavailable` for an answer that says nothing about
 * the token: redirects, 429, 5xx, text that is not JSON.
 */
export const callerFromIam = ({ status, body }: IamAnswer, question: IamQuestion): Result<Caller, Failure> => {
  if (status === 429 || (status >= 300 && status < 400) || status >= 500)
    return fail('unavailable', `iam_status_${status}`);
  const answer = parseJson(body);
  const { valid, code } = isRecord(answer) ? answer : {};
  if (valid === false && code !== AUTHENTICATION_FAILED) return fail('unauthenticated', 'token_rejected');
  if (status === 401 || status === 403 || code === AUTHENTICATION_FAILED) return err(question.credentialsRefused);
  return status === 200
    ? callerFrom(answer, question.token, question.now)
    : fail('unavailable', `iam_status_${status}`);
};

const isRecord = (value: unknown): value is { readonly valid?: unknown; readonly code?: unknown } =>
  typeof value === 'object' && value !== null;
