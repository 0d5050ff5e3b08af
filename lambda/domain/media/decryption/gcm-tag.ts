import { type CipherGCM, createCipheriv, timingSafeEqual } from 'node:crypto';
import { type ContentCipher, TAG_BYTES } from './content-cipher.ts';

const ZERO_BLOCK = Buffer.alloc(16);
/** GHASH's reduction polynomial, bits reflected (NIST SP 800-38D §6.3). */
const R = 0xe1n << 120n;

/**
 * Checks the tag of an AES-256-GCM file (ciphertext, then its 16-byte tag; no associated data) without decrypting it,
 * in constant memory. The chunks may have any length.
 *
 * The tag covers the ciphertext, so checking it needs no decryption. This class hashes the ciphertext as associated data,
 * which OpenSSL does without an output buffer, several times as fast as it decrypts. GHASH processes associated data and
 * ciphertext in the same way except for its last block, which contains their two lengths. `verify` corrects this
 * difference by one multiplication (NIST SP 800-38D §7.1).
 */
export class GcmTag {
  readonly #hash: CipherGCM;
  readonly #key: Uint8Array;
  /** The last bytes so far, at most 16. They are the tag if no more bytes follow. */
  #tail: Buffer = Buffer.alloc(0);
  #hashedBytes = 0;

  constructor({ key, iv }: ContentCipher) {
    this.#key = key;
    this.#hash = createCipheriv('aes-256-gcm', key, iv);
  }

  /** Processes the next bytes of the file. The caller may reuse the chunk afterwards. */
  update(chunk: Uint8Array): void {
    if (chunk.length < TAG_BYTES) {
      const joined = Buffer.concat([this.#tail, chunk]);
      const hashed = Math.max(0, joined.length - TAG_BYTES);
      this.#absorb(joined.subarray(0, hashed));
      this.#tail = joined.subarray(hashed);
      return;
    }
    this.#absorb(this.#tail);
    this.#absorb(chunk.subarray(0, chunk.length - TAG_BYTES));
    this.#tail = Buffer.from(chunk.subarray(chunk.length - TAG_BYTES));
  }

  /** Returns true if the bytes are a complete file with a correct tag. Call it once, after the last `update`. */
  verify(): boolean {
    if (this.#tail.length !== TAG_BYTES) return false;
    this.#hash.final();
    const tag = xor(this.#hash.getAuthTag(), this.#lengthsDifference());
    return timingSafeEqual(tag, this.#tail);
  }

  #absorb(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#hash.setAAD(bytes);
    this.#hashedBytes += bytes.length;
  }

  /** (lengths as ciphertext ⊕ lengths as associated data) · H: the difference between the computed tag and the file's tag. */
  #lengthsDifference(): Buffer {
    const hashKey = createCipheriv('aes-256-ecb', this.#key, null).update(ZERO_BLOCK);
    const bits = BigInt(this.#hashedBytes) * 8n;
    return blockOf(multiply((bits << 64n) | bits, BigInt(`0x${hashKey.toString('hex')}`)));
  }
}

/** Multiplies in GF(2^128) as GCM defines it (NIST SP 800-38D §6.3, algorithm 1). */
const multiply = (x: bigint, y: bigint): bigint => {
  let product = 0n;
  let multiple = y;
  for (let bit = 127n; bit >= 0n; bit--) {
    if ((x >> bit) & 1n) product ^= multiple;
    multiple = multiple & 1n ? (multiple >> 1n) ^ R : multiple >> 1n;
  }
  return product;
};

const blockOf = (value: bigint): Buffer => Buffer.from(value.toString(16).padStart(32, '0'), 'hex');

const xor = (left: Buffer, right: Buffer): Buffer => Buffer.from(left.map((byte, index) => byte ^ (right[index] ?? 0)));
