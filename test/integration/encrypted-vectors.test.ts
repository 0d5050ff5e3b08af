import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { useEncryptedStack } from '../support/encrypted-stack.ts';
import { freshSid } from '../support/recording-sid.ts';
import { bytesOf, sha256 } from '../support/responses.ts';
import { encryptedVector, VECTOR_NAMES } from '../support/vectors.ts';

const SPLITS = 1_000;

const stack = useEncryptedStack();

beforeAll(async () => {
  for (const name of VECTOR_NAMES) {
    const { object, details } = encryptedVector(name);
    await stack.operator.store(freshSid(name), object);
    await stack.operator.catalog(freshSid(name), details);
  }
});

describe('an encrypted recording that is downloaded', () => {
  test.each(VECTOR_NAMES)('is the plaintext of the vector %s', async name => {
    const { plaintextBytes, plaintextSha256 } = encryptedVector(name);
    const response = await fetch(await stack.link(freshSid(name)));
    expect([response.status, response.headers.get('content-length')]).toEqual([200, String(plaintextBytes)]);
    expect(sha256(await bytesOf(response))).toBe(plaintextSha256);
  });

  const inParts = VECTOR_NAMES.filter(name => name !== 'empty');
  test.each(inParts)('is the plaintext of the vector %s for any sequence of ranges', async name => {
    const { plaintextBytes, plaintextSha256 } = encryptedVector(name);
    const url = await stack.link(freshSid(name));
    const part = async (start: number, end: number): Promise<Buffer> => {
      const response = await fetch(url, { headers: { range: `bytes=${start}-${end}` } });
      expect([response.status, response.headers.get('content-range')]).toEqual([
        206,
        `bytes ${start}-${end}/${plaintextBytes}`,
      ]);
      return bytesOf(response);
    };
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(plaintextBytes - 1), { minLength: 1, maxLength: 3 }), async cuts => {
        const starts = [...new Set([0, ...cuts])].sort((a, b) => a - b);
        const parts = await Promise.all(
          starts.map((start, index) => part(start, (starts[index + 1] ?? plaintextBytes) - 1)),
        );
        expect(sha256(Buffer.concat(parts))).toBe(plaintextSha256);
      }),
      { numRuns: SPLITS / inParts.length },
    );
  });

  test('gets 416 for any range when it is empty', async () => {
    const url = await stack.link(freshSid('empty'));
    const response = await fetch(url, { headers: { range: 'bytes=0-' } });
    expect([response.status, response.headers.get('content-range')]).toEqual([416, 'bytes */0']);
  });

  test('leaves only its details and the note of its verification in the catalog', async () => {
    const { details } = encryptedVector('unaligned');
    await bytesOf(await fetch(await stack.link(freshSid('unaligned'))));
    expect(await stack.operator.catalogued(freshSid('unaligned'))).toEqual({
      recording_sid: freshSid('unaligned'),
      status: 'completed',
      encryption: { public_key_sid: details.publicKeySid, encrypted_cek: details.encryptedCek, iv: details.iv },
      verified: {
        etag: expect.any(String),
        size_bytes: 1623,
        seal: expect.stringMatching(/^[0-9a-f]{64}$/),
        at: expect.any(String),
      },
    });
  });
});
