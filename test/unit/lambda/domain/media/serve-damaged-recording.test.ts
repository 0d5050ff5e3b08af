import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_PLAINTEXT_BYTES, TAG_BYTES } from '../../../../../lambda/domain/media/decryption/content-cipher.ts';
import { ok } from '../../../../../lambda/domain/shared/result.ts';
import { flipBase64Bit, flipBit } from '../../../../support/flip-bit.ts';
import { bodyOf, encryptedWorld, refusal } from '../../../../support/media-answers.ts';
import { failure, MediaWorld } from '../../../../support/media-world.ts';
import { encryptedVector } from '../../../../support/vectors.ts';

describe('a streamed link to an encrypted recording that cannot be served', () => {
  test('serves no byte when one bit of the object, the IV or the wrapped key is flipped', async () => {
    const vector = encryptedVector('unaligned');
    const { object, details } = vector;
    const damage = fc.oneof(
      fc.nat(object.length * 8 - 1).map(bit => [flipBit(object, bit), details] as const),
      fc.nat(95).map(bit => [object, { ...details, iv: flipBase64Bit(details.iv, bit) }] as const),
      fc
        .nat(256 * 8 - 1)
        .map(bit => [object, { ...details, encryptedCek: flipBase64Bit(details.encryptedCek, bit) }] as const),
    );
    await fc.assert(
      fc.asyncProperty(damage, async ([damagedObject, damagedDetails]) => {
        const world = new MediaWorld(damagedObject, damagedDetails);
        expect(await refusal(world.request())).toMatch(/^integrity_failed /);
        expect(world.events.at(-1)).toMatch(/^integrity_failed /);
        expect(world.note).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ['an object shorter than a tag', () => Buffer.alloc(15), 'object_truncated'],
    ['an empty object', () => Buffer.alloc(0), 'object_truncated'],
    ['a truncated object', (object: Buffer) => object.subarray(0, -1), 'tag_mismatch'],
  ])('refuses %s and records the refusal', async (_, damage, reason) => {
    const { world } = encryptedWorld();
    world.object = damage(world.object);
    expect(await refusal(world.request())).toBe(`integrity_failed ${reason}`);
    expect(world.events.at(-1)).toBe(`integrity_failed ${reason}`);
  });

  test.each([
    ['integrity_failed object_too_large', MAX_PLAINTEXT_BYTES + TAG_BYTES + 1],
    // As long as GCM allows: it is read, and here it ends early.
    ['unavailable reading_interrupted', MAX_PLAINTEXT_BYTES + TAG_BYTES],
  ])('answers %s for an object of %i bytes, and closes the stream', async (outcome, lengthBytes) => {
    const { world } = encryptedWorld();
    let closed = false;
    async function* body(): AsyncGenerator<Uint8Array> {
      try {
        yield Buffer.alloc(1000);
      } finally {
        closed = true;
      }
    }
    const readWhole = async () => ok({ etag: world.etag, lengthBytes, body: body() });
    world.dependencies = { ...world.dependencies, source: { ...world.dependencies.source, readWhole } };
    expect([await refusal(world.request()), closed]).toEqual([outcome, true]);
  });

  test('refuses an IV of another length before it unwraps or reads anything', async () => {
    const { world, vector } = encryptedWorld();
    world.lease = { ...world.lease, encryption: { ...vector.details, iv: Buffer.alloc(16).toString('base64') } };
    expect(await refusal(world.request())).toBe('integrity_failed iv_length_unsupported');
    expect(world.calls.filter(call => /^(kms|bucket)/.test(call))).toEqual([]);
  });

  test('refuses a recording whose public key is not configured, and records the refusal', async () => {
    const { world, vector } = encryptedWorld();
    world.lease = { ...world.lease, encryption: { ...vector.details, publicKeySid: `CR${'9'.repeat(32)}` } };
    expect(await refusal(world.request())).toBe('recording_key_unknown recording_key_unknown');
    expect(world.events.at(-1)).toBe('not_playable recording_key_unknown');
  });

  test('answers unavailable, and records no damage, when the bucket breaks off during verification', async () => {
    const { world } = encryptedWorld();
    world.bodyEndsAfterBytes = 500;
    expect(await refusal(world.request())).toBe('unavailable reading_interrupted');
    expect(world.events).toEqual(['media_opened first_use']);
  });

  test.each(['kms unwrap', 'note find', 'note put', 'bucket whole', 'bucket part', 'lease find', 'lease open'])(
    'answers unavailable while "%s" fails',
    async call => {
      const { world } = encryptedWorld();
      world.fails = { [call]: failure('unavailable') };
      expect(await refusal(world.request())).toBe('unavailable unavailable_in_test');
    },
  );

  test('reads and serves nothing until the opening is recorded', async () => {
    const { world } = encryptedWorld();
    world.fails = { 'audit media_opened': failure('unavailable') };
    expect(await refusal(world.request())).toBe('unavailable unavailable_in_test');
    expect(world.calls.filter(call => /^(kms|bucket|note)/.test(call))).toEqual([]);

    world.fails = {};
    await bodyOf(world.request());
    expect(world.events).toEqual(['media_opened first_use']);
  });

  test('answers unavailable for a damaged recording while the damage cannot be recorded', async () => {
    const { world } = encryptedWorld();
    world.object = flipBit(world.object, 0);
    world.fails = { 'audit integrity_failed': failure('unavailable') };
    expect(await refusal(world.request())).toBe('unavailable unavailable_in_test');
  });
});
