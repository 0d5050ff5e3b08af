import { type Failure, fail } from '../shared/failure.ts';
import { ok, type Result } from '../shared/result.ts';
import { type CatalogChange, type CatalogUpdate, overallChange } from './catalog-update.ts';
import type { CallbackVerifier, CatalogWriter } from './ports.ts';
import type { CallbackFields } from './recording-callback.ts';
import { checkFieldNames } from './signed-fields.ts';
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
  /** Called only once the signature holds. */
  readonly readFields: () => Result<CallbackFields, Failure>;
  readonly understand: (fields: CallbackFields) => Result<readonly CatalogUpdate[], Failure>;
}

/** What a callback came to. */
export interface TakenCallback {
  readonly recordingSids: readonly string[];
  /**
   * `unchanged`: everything in it was known, as when Twilio repeats a callback or someone replays one. `dropped`: a report
   * in it found no room.
   */
  readonly change: CatalogChange;
  /** A recording is encrypted with details that nobody can read: without help it will never be heard. */
  readonly encryptionUnreadable: boolean;
}

/**
 * Believes a callback only when Twilio signed it and it is about this account; then adds what it tells to the catalog.
 * Fails with `callback_refused`, `callback_malformed`, `unavailable` or `internal_error`; Twilio tries
 * again after the latter two, for 15 seconds and only if the URL that it was given says so; nothing that arrives twice
 * does harm.
 */
export const takeCallback = async (
  { verifier, catalog, accountSid }: TakeCallbackDependencies,
  { request, readFields, understand }: ReceivedCallback,
): Promise<Result<TakenCallback, Failure>> => {
  const verified = await verifier.verify(request);
  if (!verified.ok) return verified;
  const named = checkFieldNames(request);
  if (!named.ok) return named;
  const read = readFields();
  if (!read.ok) return read;
  const fields = read.value;
  if (fields.get('AccountSid') !== accountSid) return fail('callback_refused', 'foreign_account');
  const updates = understand(fields);
  if (!updates.ok) return updates;

  const changes = await Promise.all(updates.value.map(update => catalog.apply(update)));
  const failed = changes.find(change => !change.ok);
  if (failed) return failed;
  return ok({
    recordingSids: updates.value.map(({ recordingSid }) => recordingSid),
    change: overallChange(changes.flatMap(change => (change.ok ? [change.value] : []))),
    encryptionUnreadable: updates.value.some(({ encryptionRaw }) => encryptionRaw !== undefined),
  });
};
