import { constants, createCipheriv, type KeyObject, publicEncrypt, randomBytes } from 'node:crypto';
import type { EncryptionDetails } from '../../lambda/domain/shared/encryption-details.ts';

/** The encryption that Twilio applies to one recording before it stores the recording. */
export interface RecordingEncryption {
  readonly details: EncryptionDetails;
  /** By how many bytes the encrypted file is longer: the tag. */
  readonly addedBytes: number;
  /** Yields the ciphertext, then the tag. Call it only once: a key and an IV must never be used twice. */
  encrypt(plaintext: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array>;
}

/**
 * Prepares the encryption of a recording as Twilio does: AES-256-GCM, the content key wrapped with RSAES-OAEP-SHA-256.
 */
export const twilioEncryption = (publicKeySid: string, publicKey: KeyObject): RecordingEncryption => {
  const key = randomBytes(32);
  const iv = randomBytes(12);
  const wrapped = publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }, key);
  return {
    details: { publicKeySid, encryptedCek: wrapped.toString('base64'), iv: iv.toString('base64') },
    addedBytes: 16,
    async *encrypt(plaintext) {
      const cipher = createCipheriv('aes-256-gcm', key, iv);
      for await (const chunk of plaintext) yield cipher.update(chunk);
      cipher.final();
      yield cipher.getAuthTag();
    },
  };
};
