import type { Failure } from '../shared/failure.ts';
import type { Result } from '../shared/result.ts';
import type { CatalogChange, CatalogUpdate } from './catalog-update.ts';
import type { SignedRequest } from './twilio-signature.ts';

/** Merges an update into the catalog. Fails with `unavailable` or `internal_error`; a part may already be stored then. */
export interface CatalogWriter {
  apply(update: CatalogUpdate): Promise<Result<CatalogChange, Failure>>;
}

/**
 * Keeps updates until somebody applies them: they are durable when it succeeds, and are delivered at least once, in any
 * order. Fails with `unavailable`, `internal_error` or `callback_malformed` (an update is longer than the queue allows); some
 * of the updates may be in the queue then.
 */
export interface UpdateQueue {
  add(updates: readonly CatalogUpdate[]): Promise<Result<void, Failure>>;
}

/**
 * Verifies that a callback comes from Twilio. Fails with `callback_refused` (not signed with the account's auth tokens),
 * `unavailable` or `internal_error` (the tokens cannot be read).
 */
export interface CallbackVerifier {
  verify(request: SignedRequest): Promise<Result<void, Failure>>;
}
