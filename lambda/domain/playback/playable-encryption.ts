import type { CatalogEntry } from '../catalog/catalog-entry.ts';
import type { EncryptionDetails } from '../shared/encryption-details.ts';
import { type Failure, fail } from '../shared/failure.ts';
import { ok, type Result } from '../shared/result.ts';

/**
 * How a recording is encrypted, if it is and can be decrypted here; undefined for a plain one, and for one that nothing
 * is known about. Fails with `recording_key_unknown`: there is no private key for its public key, or its details cannot
 * be read.
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
