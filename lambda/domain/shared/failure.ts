import { err, type Result } from './result.ts';

/** Every way in which a request can fail. `shell/failure-response.ts` maps each code to a status. */
export type FailureCode =
  | 'invalid_request'
  | 'unauthenticated'
  | 'forbidden'
  | 'recording_not_found'
  | 'recording_archived'
  | 'recording_not_playable'
  | 'recording_key_unknown'
  | 'callback_refused'
  | 'callback_unreadable'
  | 'callback_malformed'
  | 'recording_changed'
  | 'integrity_failed'
  | 'range_required'
  | 'unavailable'
  | 'internal_error';

/**
 * An expected failure.
 * `reason` is for the operator's log and the audit event, never for the caller: a stable code in snake_case that names
 * the problem (`token_expired`, `audit_throttled`). It must not contain anything that the client sent.
 * `cause` is the original error, for the log.
 */
export interface Failure {
  readonly code: FailureCode;
  readonly reason: string;
  readonly cause?: unknown;
  readonly unrecorded?: Unrecorded;
}

/**
 * Why an incident got no audit event of its own: the same client already has one on this link, or too many other clients
 * have. Such incidents are counted and logged only.
 */
export type Unrecorded = 'known_client' | 'too_many_clients';

/** Returns a failed `Result`. */
export const fail = (code: FailureCode, reason: string, cause?: unknown): Result<never, Failure> =>
  err(cause === undefined ? { code, reason } : { code, reason, cause });
