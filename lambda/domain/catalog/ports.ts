import type { Failure } from '../shared/failure.ts';
import type { Result } from '../shared/result.ts';
import type { CatalogChange, CatalogUpdate } from './catalog-update.ts';
import type { SignedRequest } from './twilio-signature.ts';

/** Merges an update into the catalog. Fails with `unavailable` or `internal_error`; a part may already be stored then. */
export interface CatalogWriter {
  apply(update: CatalogUpdate): Promise<Result<CatalogChange, Failure>>;
}

/**
 * Verifies that a callback comes from Twilio. Fails with `callback_refused` (not signed with the account's auth tokens),
 * `unavailable` or `internal_error` (the tokens cannot be read).
 */
export interface CallbackVerifier {
  verify(request: SignedRequest): Promise<Result<void, Failure>>;
}
