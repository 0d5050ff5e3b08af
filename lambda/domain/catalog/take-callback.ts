import { type Failure, fail } from '../shared/failure.ts';
import { ok, type Result } from '../shared/result.ts';
import { type CatalogChange, type CatalogUpdate, overallChange } from './catalog-update.ts';
import type { CallbackVerifier, CatalogWriter } from './ports.ts';
import type { CallbackFields } from './recording-callback.ts';
import { checkFieldNames } from './signed-fields.ts';
import type { SignedRequest } from './twilio-signature.ts';

/** The adapters and settings of `takeCallback`. */
export interface TakeCallbackDependencies {
  readonly verifier: CallbackVerifier;
  readonly catalog: CatalogWriter;
  readonly accountSid: string;
}

/** A callback as received, with the functions that read it. */
export interface ReceivedCallback {
  readonly request: SignedRequest;
  /** Called only after the signature was verified. */
  readonly readFields: () => Result<CallbackFields, Failure>;
  readonly understand: (fields: CallbackFields) => Result<readonly CatalogUpdate[], Failure>;
}

/** The effect of an accepted callback. */
export interface TakenCallback {
  readonly recordingSids: readonly string[];
  /**
   * `unchanged`: all its facts were known, for example because Twilio repeats a callback or somebody replays one.
   * `dropped`: the entry has no room for one of its reports.
   */
  readonly change: CatalogChange;
  /** A recording's encryption details cannot be read. It cannot be played until an operator corrects them. */
  readonly encryptionUnreadable: boolean;
}

/**
 * Stores the facts of a callback in the catalog if Twilio signed it and it concerns this account.
 * Fails with `callback_refused`, `callback_malformed`, `unavailable` or `internal_error`. After the latter two, Twilio
 * tries again for 15 seconds, if the URL that it was given says so. A callback that arrives twice does no harm.
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
