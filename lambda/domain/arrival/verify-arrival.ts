import { type CatalogEntry, isEncrypted } from '../catalog/catalog-entry.ts';
import { noteHolds } from '../media/decryption/verification-note.ts';
import type { KeyUnwrapper, VerificationNotes } from '../media/ports.ts';
import { unwrapCipher } from '../media/unwrap-cipher.ts';
import { type VerifyObjectDependencies, verifyObject } from '../media/verify-object.ts';
import type { EncryptionDetails } from '../shared/encryption-details.ts';
import { type Failure, fail } from '../shared/failure.ts';
import type { RecordingSid } from '../shared/recording-sid.ts';
import { err, ok, type Result } from '../shared/result.ts';
import type { ArrivalCatalog } from './ports.ts';

/** A recording's object, as the bucket reported it. */
export interface Arrival {
  readonly recordingSid: RecordingSid;
  readonly key: string;
  /** Quoted entity tag. */
  readonly etag: string;
}

/** Why an arrival needs no verification now. The first play of the object, if there ever is one, verifies it. */
type SkipReason = 'not_encrypted' | 'already_verified' | 'object_deleted' | 'object_replaced' | 'object_archived';

export type ArrivalOutcome =
  | { readonly kind: 'verified'; readonly sizeBytes: number }
  | { readonly kind: 'skipped'; readonly reason: SkipReason };

export interface VerifyArrivalDependencies extends VerifyObjectDependencies {
  readonly catalog: ArrivalCatalog;
  readonly keys: KeyUnwrapper;
  readonly notes: VerificationNotes;
}

/**
 * Verifies an encrypted recording's object and stores the same note that its first play would store. Nothing is decrypted.
 * Fails with `unavailable` when a later attempt may succeed, also while the catalog does not know whether the recording is
 * encrypted (`encryption_unknown_yet`); with `integrity_failed`, `recording_key_unknown`, `internal_error`, or `forbidden`
 * for an item of the catalog that cannot be read.
 */
export const verifyArrival = async (
  dependencies: VerifyArrivalDependencies,
  arrival: Arrival,
): Promise<Result<ArrivalOutcome, Failure>> => {
  const { catalog, keys, notes } = dependencies;
  const entry = await catalog.find(arrival.recordingSid);
  if (!entry.ok) return entry;
  const details = encryptionDetails(entry.value);
  if (!details.ok) return details;
  if (!details.value) return skipped('not_encrypted');

  const [cipher, note] = await Promise.all([unwrapCipher(keys, details.value), notes.find(arrival.recordingSid)]);
  if (!cipher.ok) return cipher;
  if (!note.ok) return note;
  if (note.value?.etag === arrival.etag && noteHolds(note.value, cipher.value)) return skipped('already_verified');

  const { key, etag } = arrival;
  const verified = await verifyObject(dependencies, { object: { key }, etag }, cipher.value);
  if (!verified.ok) return skippedIfGone(verified.error);
  // A note about a replaced object would only hide a newer note: the replacement has an event of its own.
  const current = await dependencies.source.describe({ key });
  if (!current.ok) return skippedIfGone(current.error);
  if (current.value.etag !== etag) return skipped('object_replaced');
  const noted = await notes.put(arrival.recordingSid, verified.value, details.value);
  return noted.ok ? ok({ kind: 'verified', sizeBytes: verified.value.sizeBytes }) : noted;
};

/** Returns the encryption details; undefined for a recording that is known to be unencrypted. */
const encryptionDetails = (entry: CatalogEntry | undefined): Result<EncryptionDetails | undefined, Failure> => {
  if (entry?.encryption) return ok(entry.encryption);
  const encrypted = entry && isEncrypted(entry);
  if (encrypted === undefined) return fail('unavailable', 'encryption_unknown_yet');
  return encrypted ? fail('recording_key_unknown', 'encryption_details_unreadable') : ok(undefined);
};

const skipped = (reason: SkipReason): Result<ArrivalOutcome, never> => ok({ kind: 'skipped', reason });

/** An object that is no longer there as it arrived has nothing to verify. */
const skippedIfGone = (failure: Failure): Result<ArrivalOutcome, Failure> => {
  if (failure.code === 'recording_not_found') return skipped('object_deleted');
  if (failure.code === 'recording_changed') return skipped('object_replaced');
  return failure.code === 'recording_archived' ? skipped('object_archived') : err(failure);
};
