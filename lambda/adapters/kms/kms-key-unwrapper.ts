import type { KeyUnwrapper } from '../../domain/media/ports.ts';
import { fail } from '../../domain/shared/failure.ts';
import { err, ok } from '../../domain/shared/result.ts';
import type { KmsDecryption } from '../aws/aws-calls.ts';
import { awsFailure } from '../aws/aws-failure.ts';

export interface KmsKeyUnwrapperOptions {
  readonly client: KmsDecryption;
  /** KMS key ARN by Twilio public key SID (`CR…`): Twilio may fall back to another of the account's public keys (16107). */
  readonly keys: Readonly<Record<string, string>>;
}

/** KMS returns these errors when the bytes were wrapped for another key, or are damaged. */
const DAMAGED = new Set(['InvalidCiphertextException', 'IncorrectKeyException']);
/** The key exists, but it is disabled. An operator has to act; a later attempt does not help. */
const SWITCHED_OFF = new Set(['DisabledException', 'KMSInvalidStateException', 'InvalidKeyUsageException']);
/** KMS itself, or a service that it depends on, fails. */
const OUTAGE = new Set(['DependencyTimeoutException', 'KeyUnavailableException', 'KMSInternalException']);

/** Unwraps content keys in KMS. The private keys never leave KMS. */
export const kmsKeyUnwrapper = ({ client, keys }: KmsKeyUnwrapperOptions): KeyUnwrapper => ({
  unwrap: async ({ publicKeySid, encryptedCek }) => {
    const keyId = Object.hasOwn(keys, publicKeySid) ? keys[publicKeySid] : undefined;
    if (keyId === undefined) return fail('recording_key_unknown', 'recording_key_unknown');
    try {
      const { Plaintext } = await client.decrypt({
        KeyId: keyId,
        CiphertextBlob: encryptedCek,
        EncryptionAlgorithm: 'RSAES_OAEP_SHA_256',
      });
      return Plaintext ? ok(Plaintext) : fail('unavailable', 'kms_answer_unreadable');
    } catch (error) {
      if (error instanceof Error) {
        if (DAMAGED.has(error.name)) return fail('integrity_failed', 'wrapped_key_damaged', error);
        if (SWITCHED_OFF.has(error.name)) return fail('internal_error', 'kms_key_unusable', error);
        if (OUTAGE.has(error.name)) return fail('unavailable', 'kms_failed', error);
      }
      return err(awsFailure('kms', error));
    }
  },
});
