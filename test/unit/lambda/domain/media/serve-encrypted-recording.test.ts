import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MediaRequest } from '../../../../../lambda/domain/media/media-request.ts';
import { collect } from '../../../../support/byte-stream.ts';
import { flipBase64Bit, flipBit } from '../../../../support/flip-bit.ts';
import { bodyOf, encryptedWorld, refusal, served } from '../../../../support/media-answers.ts';
import { encryptedVector, VECTOR_NAMES } from '../../../../support/vectors.ts';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('a streamed link to an encrypted recording', () => {
  test.each(VECTOR_NAMES)('serves the whole vector %s, and the bytes are its listed plaintext', async name => {
    const { vector, world } = encryptedWorld(name);
    const answer = await served(world.request());
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({ 'Content-Length': String(vector.plaintextBytes), ETag: world.etag });
    expect(sha256(answer.body ? await collect(answer.body) : Buffer.alloc(0))).toBe(vector.plaintextSha256);
  });

  test.each(['one-byte', 'unaligned', 'rsa2048', 'rsa4096'] as const)(
    'serves the vector %s in any parts, and they join to its plaintext',
    async name => {
      const { vector, world } = encryptedWorld(name);
      await fc.assert(
        fc.asyncProperty(fc.array(fc.nat(vector.plaintextBytes - 1), { maxLength: 4 }), async cuts => {
          const edges = [...new Set([0, ...cuts])].sort((a, b) => a - b);
          const parts = edges.map((start, index) =>
            bodyOf(
              world.request({ range: { range: `bytes=${start}-${(edges[index + 1] ?? vector.plaintextBytes) - 1}` } }),
            ),
          );
          expect(sha256(Buffer.concat(await Promise.all(parts)))).toBe(vector.plaintextSha256);
        }),
        { numRuns: 250 },
      );
    },
  );

  test('reads the whole object once, and later only the requested parts, on every instance', async () => {
    const { world } = encryptedWorld();
    await bodyOf(world.request({ range: { range: 'bytes=0-9' } }));
    await bodyOf(world.request({ range: { range: 'bytes=10-19' } }));
    world.restart();
    await bodyOf(world.request({ range: { range: 'bytes=20-29' } }));
    expect(world.calls.filter(call => call.startsWith('bucket'))).toEqual([
      'bucket whole',
      'bucket part',
      'bucket part',
      'bucket part',
    ]);
    expect(world.calls.filter(call => call === 'kms unwrap')).toHaveLength(2);
  });

  test('states the length of the plaintext in Content-Range', async () => {
    const { world } = encryptedWorld();
    const answer = await served(world.request({ range: { range: 'bytes=-7' } }));
    expect(answer.status).toBe(206);
    expect(answer.headers).toMatchObject({ 'Content-Range': 'bytes 1600-1606/1607', 'Content-Length': '7' });
  });

  test('ignores a note that was made with another IV or key', async () => {
    const { vector, world } = encryptedWorld();
    await bodyOf(world.request());
    world.restart();
    world.lease = { ...world.lease, encryption: { ...vector.details, iv: flipBase64Bit(vector.details.iv, 3) } };
    expect(await refusal(world.request())).toBe('integrity_failed tag_mismatch');

    const other = encryptedVector('rsa2048').details;
    world.restart();
    world.lease = { ...world.lease, encryption: { ...vector.details, encryptedCek: other.encryptedCek } };
    expect(await refusal(world.request())).toBe('integrity_failed tag_mismatch');
  });

  test('ignores a note that was made without the content key', async () => {
    const { world } = encryptedWorld();
    world.object = flipBit(world.object, 80);
    world.note = { etag: world.etag, sizeBytes: world.object.length, seal: 'f'.repeat(64), at: world.now };
    expect(await refusal(world.request({ range: { range: 'bytes=0-9' } }))).toBe('integrity_failed tag_mismatch');
  });

  test('verifies the object again when it was replaced between two ranges', async () => {
    const { world } = encryptedWorld();
    await bodyOf(world.request({ range: { range: 'bytes=0-9' } }));
    world.object = flipBit(world.object, 12);
    expect(await refusal(world.request({ range: { range: 'bytes=10-19' } }))).toBe('integrity_failed tag_mismatch');
    expect(world.events).toEqual(['media_opened first_use', 'integrity_failed tag_mismatch']);
  });

  test.each<[string, Partial<MediaRequest>, number]>([
    ['HEAD', { method: 'HEAD' }, 200],
    ['a range beyond the end', { range: { range: 'bytes=3000-' } }, 416],
  ])('answers %s by the replaced object, after it has verified it', async (_, request, status) => {
    const { world } = encryptedWorld();
    await bodyOf(world.request({ range: { range: 'bytes=0-9' } }));
    world.object = flipBit(world.object, 12);
    expect(await refusal(world.request(request))).toBe('integrity_failed tag_mismatch');
    world.restart();
    expect(await refusal(world.request(request))).toBe('integrity_failed tag_mismatch');

    world.object = flipBit(world.object, 12);
    const answer = await served(world.request(request));
    expect([answer.status, answer.headers['ETag'], answer.body]).toEqual([status, world.etag, undefined]);
  });
});
