import type { Failure } from '../shared/failure.ts';
import type { Result } from '../shared/result.ts';
import type { CatalogChange, CatalogUpdate } from './catalog-update.ts';
import type { SignedRequest } from './twilio-signature.ts';

/** Adds what a message tells to what is known. Fails like `RecordingCatalog`; what was already written stays. */
export interface CatalogWriter {
  apply(update: CatalogUpdate): Promise<Result<CatalogChange, Failure>>;
}

/**
 * Tells whether a callback comes from Twilio. Fails with `callback_refused` (not signed with the account's auth tokens),
 * `unavailable` or `internal_error` (the tokens cannot be had).
 */
export interface CallbackVerifier {
  verify(request: SignedRequest): Promise<Result<void, Failure>>;
}
