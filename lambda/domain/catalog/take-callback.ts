import type { CallbackVerifier, CatalogWriter } from '../playback/ports.ts';
import { type Failure, fail } from '../shared/failure.ts';
import { ok, type Result } from '../shared/result.ts';
import type { CatalogChange, CatalogUpdate } from './catalog-update.ts';
import type { CallbackFields } from './recording-callback.ts';
import type { SignedRequest } from './twilio-signature.ts';

/** What taking a callback is wired to. */
export interface TakeCallbackDependencies {
  readonly verifier: CallbackVerifier;
  readonly catalog: CatalogWriter;
  readonly accountSid: string;
}

/** A callback as received, and how its kind is understood. */
export interface ReceivedCallback {
  readonly request: SignedRequest;
  readonly fields: CallbackFields;
  readonly understand: (fields: CallbackFields) => Result<readonly CatalogUpdate[], Failure>;
}

/** What a callback came to. */
export interface TakenCallback {
  readonly recordingSids: readonly string[];
  /** `unchanged`: everything in it was known, as when Twilio repeats a callback or someone replays one. */
  readonly change: CatalogChange;
  /** A recording is encrypted with details that nobody can read: without help it will never be heard. */
  readonly encryptionUnreadable: boolean;
}

/**
 * Believes a callback only when Twilio signed it and it is about this account; then adds what it tells to the catalog.
 * Fails with `callback_refused`, `callback_malformed`, `unavailable` or `internal_error`; Twilio repeats what fails with
 * the latter two, and nothing that arrives twice does harm.
 */
export const takeCallback = async (
  { verifier, catalog, accountSid }: TakeCallbackDependencies,
  { request, fields, understand }: ReceivedCallback,
): Promise<Result<TakenCallback, Failure>> => {
  const verified = await verifier.verify(request);
  if (!verified.ok) return verified;
  if (fields.get('AccountSid') !== accountSid) return fail('callback_refused', 'foreign_account');
  const updates = understand(fields);
  if (!updates.ok) return updates;

  const changes = await Promise.all(updates.value.map(update => catalog.apply(update)));
  const failed = changes.find(change => !change.ok);
  if (failed) return failed;
  return ok({
    recordingSids: updates.value.map(({ recordingSid }) => recordingSid),
    change: changes.some(change => change.ok && change.value === 'changed') ? 'changed' : 'unchanged',
    encryptionUnreadable: updates.value.some(({ encryptionRaw }) => encryptionRaw !== undefined),
  });
};
