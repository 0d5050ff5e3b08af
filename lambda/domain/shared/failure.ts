import { err, type Result } from './result.ts';

/** Every way in which a request can fail. `http/failure-response.ts` maps each to a status. */
export type FailureCode =
  | 'invalid_request'
  | 'unauthenticated'
  | 'forbidden'
  | 'recording_not_found'
  | 'recording_archived'
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
 * `reason` is for the operator's log and the audit item, never for the caller: a stable snake_case word or two
 * that names what went wrong (`token_expired`, `audit_throttled`). It must not contain anything the client sent.
 * `cause` keeps the original error for the log.
 */
export interface Failure {
  readonly code: FailureCode;
  readonly reason: string;
  readonly cause?: unknown;
}

/** Shorthand for a failed `Result`. */
export const fail = (code: FailureCode, reason: string, cause?: unknown): Result<never, Failure> =>
  err(cause === undefined ? { code, reason } : { code, reason, cause });
