import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ContentCipher } from './content-cipher.ts';

/**
 * The catalog's note that an object version was read completely and its tag was correct. With it, later plays do not have
 * to verify the object again.
 */
export interface VerificationNote {
  /** Quoted entity tag of the object that was verified. */
  readonly etag: string;
  /** Size of that object, bytes, the tag included. */
  readonly sizeBytes: number;
  /** `sealOf` the verified object. */
  readonly seal: string;
  readonly at: Date;
}

const PURPOSE = 'flex-secure-playback verified object 1';

/**
 * Returns the HMAC-SHA-256 (hex) with the content key over IV, entity tag and size. It ties a note to the key and the IV
 * with which the tag was checked: with another key or IV the note is invalid, and nobody can forge one by writing to the
 * catalog without the content key.
 */
export const sealOf = (cipher: ContentCipher, object: { readonly etag: string; readonly sizeBytes: number }): string =>
  createHmac('sha256', cipher.key)
    .update([PURPOSE, Buffer.from(cipher.iv).toString('hex'), object.etag, object.sizeBytes].join('\n'))
    .digest('hex');

/** Returns true if a verification with this key and IV made the note. */
export const noteHolds = (note: VerificationNote, cipher: ContentCipher): boolean => {
  const [seal, expected] = [Buffer.from(note.seal), Buffer.from(sealOf(cipher, note))];
  return seal.length === expected.length && timingSafeEqual(seal, expected);
};
