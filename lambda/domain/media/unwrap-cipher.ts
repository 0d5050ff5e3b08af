import type { EncryptionDetails } from '../shared/encryption-details.ts';
import { type Failure, fail } from '../shared/failure.ts';
import { ok, type Result } from '../shared/result.ts';
import { CONTENT_KEY_BYTES, type ContentCipher } from './decryption/content-cipher.ts';
import { parseEncryptionDetails } from './decryption/wrapped-content-key.ts';
import type { KeyUnwrapper } from './ports.ts';

/**
 * Returns the key and the IV of an encrypted recording.
 * Fails with `integrity_failed` for details that no recording of Twilio has, and as `KeyUnwrapper` does.
 */
export const unwrapCipher = async (
  keys: KeyUnwrapper,
  details: EncryptionDetails,
): Promise<Result<ContentCipher, Failure>> => {
  const wrapped = parseEncryptionDetails(details);
  if (!wrapped.ok) return wrapped;
  const key = await keys.unwrap(wrapped.value);
  if (!key.ok) return key;
  if (key.value.length !== CONTENT_KEY_BYTES) return fail('integrity_failed', 'content_key_length');
  return ok({ key: key.value, iv: wrapped.value.iv });
};
