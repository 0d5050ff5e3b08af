import { createDecipheriv, type Decipheriv } from 'node:crypto';

/** The AES-256 content key of one recording, and its IV. Kept in memory only; never logged, stored or returned. */
export interface ContentCipher {
  /** Thirty-two bytes. */
  readonly key: Uint8Array;
  /** Twelve bytes. */
  readonly iv: Uint8Array;
}

export const CONTENT_KEY_BYTES = 32;
/** Length of the tag at the end of an encrypted object. */
export const TAG_BYTES = 16;
const BLOCK_BYTES = 16;
/** With a 12-byte IV, GCM encrypts the tag with counter 1 and the data from counter 2 on (NIST SP 800-38D §7.1). */
const FIRST_DATA_COUNTER = 2;
/** The counter has 32 bits and must not wrap: 2^32 − 2 blocks, a little under 64 GiB (NIST SP 800-38D §5.2.1.1). */
export const MAX_PLAINTEXT_BYTES = (2 ** 32 - FIRST_DATA_COUNTER) * BLOCK_BYTES;

/**
 * Returns a decipher that starts at byte `offset` of the plaintext. GCM encrypts in counter mode, so decryption can start
 * anywhere. The decipher does not check the tag: the object must have been verified before (`GcmTag`).
 * Throws a RangeError for an offset that no GCM file can have.
 */
export const decipherAt = ({ key, iv }: ContentCipher, offset: number): Decipheriv => {
  if (!Number.isSafeInteger(offset) || offset < 0 || offset >= MAX_PLAINTEXT_BYTES) {
    throw new RangeError('the offset lies outside of what one GCM key stream covers');
  }
  const counterBlock = Buffer.alloc(BLOCK_BYTES);
  counterBlock.set(iv);
  counterBlock.writeUInt32BE(FIRST_DATA_COUNTER + Math.floor(offset / BLOCK_BYTES), iv.length);
  const decipher = createDecipheriv('aes-256-ctr', key, counterBlock);
  // Skips the part of the first block that lies before the offset.
  decipher.update(Buffer.alloc(offset % BLOCK_BYTES));
  return decipher;
};

/** Decrypts ciphertext that starts at byte `offset` of the file, chunk by chunk. */
export async function* decrypted(
  ciphertext: AsyncIterable<Uint8Array>,
  cipher: ContentCipher,
  offset: number,
): AsyncGenerator<Uint8Array> {
  const decipher = decipherAt(cipher, offset);
  for await (const chunk of ciphertext) yield decipher.update(chunk);
}
