import type { EncryptionDetails } from '../../shared/encryption-details.ts';
import { type Failure, fail } from '../../shared/failure.ts';
import { ok, type Result } from '../../shared/result.ts';

/** Checked details: what is needed to decrypt, as bytes. */
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
 * Checks the details of an encrypted recording.
 * Fails with `integrity_failed`: `public_key_sid_malformed`, `wrapped_key_malformed`, `iv_malformed` or, for an IV of
 * another length than Twilio's 12 bytes, `iv_length_unsupported` (GCM derives the first counter differently then).
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

/** Strict where `Buffer.from` is lenient: a damaged character must be noticed, not skipped. */
const bytesOf = (base64: string): Buffer | undefined =>
  BASE64.test(base64) ? Buffer.from(base64, 'base64') : undefined;
