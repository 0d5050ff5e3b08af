import { createCipheriv, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ContentCipher } from '../../../../../../lambda/domain/media/decryption/content-cipher.ts';
import { GcmTag } from '../../../../../../lambda/domain/media/decryption/gcm-tag.ts';
import { flipBit } from '../../../../../support/flip-bit.ts';
import { encryptedVector, VECTOR_NAMES, vectorCipher } from '../../../../../support/vectors.ts';

const encrypt = (plaintext: Uint8Array, { key, iv }: ContentCipher): Buffer => {
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
};

const accepts = (cipher: ContentCipher, chunks: readonly Uint8Array[]): boolean => {
  const tag = new GcmTag(cipher);
  for (const chunk of chunks) tag.update(chunk);
  return tag.verify();
};

const splitAt = (bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] => {
  const edges = [0, ...cuts.map(cut => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return edges.slice(1).map((edge, index) => bytes.subarray(edges[index] ?? 0, edge));
};

describe('GcmTag', () => {
  test.each(VECTOR_NAMES)('accepts the vector %s, in single bytes and as a whole', name => {
    const vector = encryptedVector(name);
    expect(accepts(vectorCipher(vector), [vector.object])).toBe(true);
    expect(
      accepts(
        vectorCipher(vector),
        [...vector.object].map(byte => Uint8Array.of(byte)),
      ),
    ).toBe(true);
  });

  test("agrees with Node's own GCM for files of any length in any chunks", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.uint8Array({ minLength: 12, maxLength: 12 }),
        fc.array(fc.nat(), { maxLength: 8 }),
        (plaintext, key, iv, cuts) => accepts({ key, iv }, splitAt(encrypt(plaintext, { key, iv }), cuts)),
      ),
      { numRuns: 2_000 },
    );
  });

  test('refuses a file with any one bit of ciphertext, tag, key or IV flipped', () => {
    const vector = encryptedVector('unaligned');
    const { key, iv } = vectorCipher(vector);
    fc.assert(
      fc.property(fc.nat(vector.object.length * 8 - 1), fc.nat(255), fc.nat(95), (bit, keyBit, ivBit) => {
        expect(accepts({ key, iv }, [flipBit(vector.object, bit)])).toBe(false);
        expect(accepts({ key: flipBit(key, keyBit), iv }, [vector.object])).toBe(false);
        expect(accepts({ key, iv: flipBit(iv, ivBit) }, [vector.object])).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });

  test('refuses a file that was truncated anywhere', () => {
    const vector = encryptedVector('unaligned');
    const cipher = vectorCipher(vector);
    for (const length of [0, 1, 15, 16, 17, 32, vector.object.length - 16, vector.object.length - 1]) {
      expect(accepts(cipher, [vector.object.subarray(0, length)])).toBe(false);
    }
  });

  test('refuses a file with appended bytes', () => {
    const vector = encryptedVector('one-byte');
    expect(accepts(vectorCipher(vector), [vector.object, Uint8Array.of(0)])).toBe(false);
  });

  test('keeps no reference to a chunk, so that the caller can reuse its memory', () => {
    const cipher = { key: randomBytes(32), iv: randomBytes(12) };
    const file = encrypt(randomBytes(100), cipher);
    const tag = new GcmTag(cipher);
    const reused = Buffer.alloc(29);
    for (let offset = 0; offset < file.length; offset += 29)
      tag.update(reused.subarray(0, file.copy(reused, 0, offset)));
    expect(tag.verify()).toBe(true);
  });
});
