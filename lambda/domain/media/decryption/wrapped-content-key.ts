import type { EncryptionDetails } from '../../shared/encryption-details.ts';
import { type Failure, fail } from '../../shared/failure.ts';
import { ok, type Result } from '../../shared/result.ts';

/** Encryption details that were checked and decoded. */
export interface WrappedContentKey {
  readonly publicKeySid: string;
  readonly encryptedCek: Buffer;
  /** Twelve bytes. */
  readonly iv: Buffer;
}

const IV_BYTES = 12;
const PUBLIC_KEY_SID = /^CR[0-9a-f]{32}$/;
const BASE64 =
  /^(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$|^(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)$/;
/** RSA-4096, the largest key that KMS holds, wraps into 512 bytes. */
const MAX_WRAPPED_BYTES = 512;

/**
 * Checks and decodes the details of an encrypted recording.
 * Fails with `integrity_failed`: `public_key_sid_malformed`, `wrapped_key_malformed`, `iv_malformed`, or
 * `iv_length_unsupported` for an IV that does not have Twilio's 12 bytes (GCM then derives the first counter differently).
 */
export const parseEncryptionDetails = (details: EncryptionDetails): Result<WrappedContentKey, Failure> => {
  if (!PUBLIC_KEY_SID.test(details.publicKeySid)) return fail('integrity_failed', 'public_key_sid_malformed');
  const encryptedCek = bytesOf(details.encryptedCek);
  if (!encryptedCek || encryptedCek.length > MAX_WRAPPED_BYTES) {
    return fail('integrity_failed', 'wrapped_key_malformed');
  }
  const iv = bytesOf(details.iv);
  if (!iv) return fail('integrity_failed', 'iv_malformed');
  if (iv.length !== IV_BYTES) return fail('integrity_failed', 'iv_length_unsupported');
  return ok({ publicKeySid: details.publicKeySid, encryptedCek, iv });
};

/** Decodes strict base64. `Buffer.from` alone would skip a damaged character. */
const bytesOf = (base64: string): Buffer | undefined =>
  BASE64.test(base64) ? Buffer.from(base64, 'base64') : undefined;
