import { createHash } from 'node:crypto';
import type { Caller } from '../shared/caller.ts';
import { type Failure, fail } from '../shared/failure.ts';
import { ok, type Result } from '../shared/result.ts';
import type { FlexToken } from './playback-request.ts';

const UNREADABLE = 'iam_answer_unreadable';
const WORKER_SID = /^WK[0-9a-f]{32}$/;
/** With a time zone; otherwise the machine's own zone would decide when a token expires. */
const ISO_INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** Returns sixteen hex digits that identify a token in logs and audit events. */
export const fingerprintOf = (token: FlexToken): string =>
  createHash('sha256').update(token).digest('hex').slice(0, 16);

/**
 * Parses the body of Twilio's `Tokens/validate` answer into a caller. The rules are the same for both validators: `valid`
 * is exactly true, `expiration` lies in the future, there is a worker, and no role is `guest` (webchat visitors have valid
 * Flex tokens, too).
 * Fails with `unauthenticated`, or with `unavailable` if the answer does not have the form that Twilio documents.
 */
export const callerFrom = (answer: unknown, token: FlexToken, now: Date): Result<Caller, Failure> => {
  if (!isRecord(answer) || typeof answer['valid'] !== 'boolean') return fail('unavailable', UNREADABLE);
  if (answer['valid'] !== true) return fail('unauthenticated', 'token_rejected');

  const { roles } = answer;
  const tokenExpiresAtMs = instant(answer['expiration']);
  if (Number.isNaN(tokenExpiresAtMs) || !isTexts(roles)) return fail('unavailable', UNREADABLE);
  if (tokenExpiresAtMs <= now.getTime()) return fail('unauthenticated', 'token_expired');
  if (roles.includes('guest')) return fail('unauthenticated', 'guest_token');
  const workerSid = text(answer['worker_sid']);
  if (!WORKER_SID.test(workerSid)) return fail('unauthenticated', 'no_worker');
  const identity = text(answer['identity']);
  if (identity === '') return fail('unavailable', UNREADABLE);

  return ok({
    workerSid,
    identity,
    realmUserId: text(answer['realm_user_id']),
    roles,
    tokenExpiresAtMs,
    tokenFingerprint: fingerprintOf(token),
  });
};

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

// An unreadable list of roles must not be treated as empty, because it may contain `guest`.
const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every(element => typeof element === 'string');

const instant = (value: unknown): number => (ISO_INSTANT.test(text(value)) ? Date.parse(text(value)) : Number.NaN);
