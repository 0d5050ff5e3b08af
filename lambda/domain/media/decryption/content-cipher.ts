import { createDecipheriv, type Decipheriv } from 'node:crypto';

/** The AES-256 content key of one recording and its 12-byte IV. Held in memory only; never logged, stored or returned. */
export interface ContentCipher {
  /** Thirty-two bytes. */
  readonly key: Uint8Array;
  /** Twelve bytes. */
  readonly iv: Uint8Array;
}

export const CONTENT_KEY_BYTES = 32;
/** Bytes of the tag that ends an encrypted object. */
export const TAG_BYTES = 16;
const BLOCK_BYTES = 16;
/** GCM's counter starts at 1 for a 12-byte IV; 1 encrypts the tag, the data begin at 2 (NIST SP 800-38D §7.1). */
const FIRST_DATA_COUNTER = 2;
/** The counter has 32 bits and must not come round: 2^32 − 2 blocks, a little under 64 GiB (NIST SP 800-38D §5.2.1.1). */
export const MAX_PLAINTEXT_BYTES = (2 ** 32 - FIRST_DATA_COUNTER) * BLOCK_BYTES;

/**
 * A decipher whose next byte is the plaintext's byte at `offset`: GCM encrypts in counter mode, so any place can be
 * reached at once. It checks nothing; the object must have been verified (`GcmTag`) before.
 * Throws a RangeError for an offset that no GCM file has.
 */
export const decipherAt = ({ key, iv }: ContentCipher, offset: number): Decipheriv => {
  if (!Number.isSafeInteger(offset) || offset < 0 || offset >= MAX_PLAINTEXT_BYTES) {
    throw new RangeError('the offset lies outside of what one GCM key stream covers');
  }
  const counterBlock = Buffer.alloc(BLOCK_BYTES);
  counterBlock.set(iv);
  counterBlock.writeUInt32BE(FIRST_DATA_COUNTER + Math.floor(offset / BLOCK_BYTES), iv.length);
  const decipher = createDecipheriv('aes-256-ctr', key, counterBlock);
  // Spends the part of the first block that lies before the offset.
  decipher.update(Buffer.alloc(offset % BLOCK_BYTES));
  return decipher;
};

/** Decrypts the ciphertext that starts at byte `offset` of the file, chunk by chunk. */
export async function* decrypted(
  ciphertext: AsyncIterable<Uint8Array>,
  cipher: ContentCipher,
  offset: number,
): AsyncGenerator<Uint8Array> {
  const decipher = decipherAt(cipher, offset);
  for await (const chunk of ciphertext) yield decipher.update(chunk);
}
