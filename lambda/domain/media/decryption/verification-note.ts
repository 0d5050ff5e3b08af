import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ContentCipher } from './content-cipher.ts';

/**
 * Remembers in the catalog that an object version was read as a whole and its tag was right, so that later plays need
 * not read it again.
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
 * HMAC-SHA-256 (hex), keyed by the content key, over IV, entity tag and size. It ties a note to the very key and IV that
 * the tag was checked with: a note is void once either differs, and whoever can only write to the catalog cannot make one.
 */
export const sealOf = (cipher: ContentCipher, object: { readonly etag: string; readonly sizeBytes: number }): string =>
  createHmac('sha256', cipher.key)
    .update([PURPOSE, Buffer.from(cipher.iv).toString('hex'), object.etag, object.sizeBytes].join('\n'))
    .digest('hex');

/** True when the note was made by a verification with this key and IV. */
export const noteHolds = (note: VerificationNote, cipher: ContentCipher): boolean => {
  const [seal, expected] = [Buffer.from(note.seal), Buffer.from(sealOf(cipher, note))];
  return seal.length === expected.length && timingSafeEqual(seal, expected);
};
