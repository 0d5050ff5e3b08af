import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decipherAt,
  decrypted,
  MAX_PLAINTEXT_BYTES,
} from '../../../../../../lambda/domain/media/decryption/content-cipher.ts';
import { collect, inChunks } from '../../../../../support/byte-stream.ts';
import { encryptedVector, VECTOR_NAMES, vectorCipher } from '../../../../../support/vectors.ts';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('decrypted', () => {
  test.each(VECTOR_NAMES)('gives the listed plaintext of the vector %s', async name => {
    const vector = encryptedVector(name);
    const ciphertext = vector.object.subarray(0, vector.plaintextBytes);
    const plaintext = await collect(decrypted(inChunks(ciphertext, [1000]), vectorCipher(vector), 0));
    expect(plaintext.length).toBe(vector.plaintextBytes);
    expect(sha256(plaintext)).toBe(vector.plaintextSha256);
  });

  test.each(VECTOR_NAMES)('gives the same plaintext for any ranges of the vector %s', async name => {
    const vector = encryptedVector(name);
    const cipher = vectorCipher(vector);
    const cut = fc.nat(vector.plaintextBytes);
    await fc.assert(
      fc.asyncProperty(
        fc.array(cut, { maxLength: 6 }),
        fc.array(fc.nat(9_000), { minLength: 1, maxLength: 5 }),
        async (cuts, sizes) => {
          const edges = [0, ...cuts.sort((a, b) => a - b), vector.plaintextBytes];
          const parts = edges.slice(1).map((end, index) => {
            const start = edges[index] ?? 0;
            return collect(decrypted(inChunks(vector.object.subarray(start, end), sizes), cipher, start));
          });
          expect(sha256(Buffer.concat(await Promise.all(parts)))).toBe(vector.plaintextSha256);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe('decipherAt', () => {
  const cipher = { key: randomBytes(32), iv: randomBytes(12) };
  const keyStreamBlock = (counter: number): Buffer => {
    const block = Buffer.concat([cipher.iv, Buffer.alloc(4)]);
    block.writeUInt32BE(counter, 12);
    return createCipheriv('aes-256-ecb', cipher.key, null).setAutoPadding(false).update(block);
  };

  test.each([
    ['the first block', 0, 2],
    ['a carry out of the lowest byte', 254 * 16, 256],
    ['a carry through three bytes', (2 ** 24 - 2) * 16, 2 ** 24],
    ['the sign bit of 32-bit arithmetic', (2 ** 31 - 2) * 16, 2 ** 31],
    ['the last block of the longest file', (2 ** 32 - 3) * 16, 2 ** 32 - 1],
  ])('has the right counter at %s', (_, offset, counter) => {
    expect(decipherAt(cipher, offset).update(Buffer.alloc(16))).toEqual(keyStreamBlock(counter));
  });

  test.each([1, 15, 17, 31])('can start within a block, at byte %i', offset => {
    const gcm = createDecipheriv('aes-256-gcm', cipher.key, cipher.iv);
    const keyStream = gcm.update(Buffer.alloc(64));
    expect(decipherAt(cipher, offset).update(Buffer.alloc(20))).toEqual(keyStream.subarray(offset, offset + 20));
  });

  test.each([-1, 0.5, Number.NaN, MAX_PLAINTEXT_BYTES, 2 ** 53])('throws for the invalid offset %d', offset => {
    expect(() => decipherAt(cipher, offset)).toThrow(RangeError);
  });
});
