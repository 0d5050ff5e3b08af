import type { CatalogEntry } from '../catalog/catalog-entry.ts';
import type { EncryptionDetails } from '../shared/encryption-details.ts';
import { type Failure, fail } from '../shared/failure.ts';
import { ok, type Result } from '../shared/result.ts';

/**
 * Returns the encryption details of a recording; undefined if it is unencrypted or the catalog does not know.
 * Fails with `recording_key_unknown` if this deployment has no private key for it or its details cannot be read.
 */
export const playableEncryption = (
  recording: CatalogEntry | undefined,
  publicKeySids: ReadonlySet<string>,
): Result<EncryptionDetails | undefined, Failure> => {
  if (recording?.encryptionRaw !== undefined && !recording.encryption) {
    return fail('recording_key_unknown', 'encryption_details_unreadable');
  }
  if (recording?.encryption && !publicKeySids.has(recording.encryption.publicKeySid)) {
    return fail('recording_key_unknown', 'recording_key_unknown');
  }
  return ok(recording?.encryption);
};
