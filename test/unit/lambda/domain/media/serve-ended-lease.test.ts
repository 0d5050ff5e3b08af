import { describe, expect, test } from 'vitest';
import { MAX_PART_BYTES } from '../../../../../lambda/domain/media/byte-range.ts';
import { LinkEnded } from '../../../../../lambda/domain/media/read-range.ts';
import { bodyOf, encryptedWorld, served } from '../../../../support/media-answers.ts';
import { failure, MediaWorld } from '../../../../support/media-world.ts';

describe('a lease that ends during an answer', () => {
  test.each<[string, (world: MediaWorld) => void, string]>([
    ['it is revoked', world => world.revoke(), 'LinkEnded'],
    ['it expires', world => (world.now = world.lease.expiresAt), 'LinkEnded'],
    [
      'it is gone',
      world => {
        world.lease = { ...world.lease, linkHash: '0'.repeat(64) };
      },
      'LinkEnded',
    ],
    [
      'the lease cannot be read',
      world => {
        world.fails = { 'lease find': failure('unavailable') };
      },
      'Error',
    ],
  ])('breaks off a long download when %s', async (_, happens, errorName) => {
    const world = new MediaWorld(Buffer.alloc(3 * MAX_PART_BYTES));
    const { body } = await served(world.request());
    let passedBytes = 0;
    const download = async () => {
      for await (const chunk of body ?? []) {
        passedBytes += chunk.length;
        happens(world);
      }
    };
    expect(await download().catch(({ name }) => name)).toBe(errorName);
    expect(passedBytes).toBeLessThanOrEqual(MAX_PART_BYTES);
  });

  test('breaks off a short answer after the current chunk when the link expires', async () => {
    const world = new MediaWorld(Buffer.alloc(10_000));
    const { body } = await served(world.request());
    let passedBytes = 0;
    const download = async () => {
      for await (const chunk of body ?? []) {
        passedBytes += chunk.length;
        world.now = world.lease.expiresAt;
      }
    };
    await expect(download()).rejects.toThrow(LinkEnded);
    expect(passedBytes).toBe(1000);
  });

  test('serves no byte when the link expires during verification', async () => {
    const { world } = encryptedWorld();
    const { source } = world.dependencies;
    const readWhole: typeof source.readWhole = object => {
      world.now = world.lease.expiresAt;
      return source.readWhole(object);
    };
    world.dependencies = { ...world.dependencies, source: { ...source, readWhole } };
    await expect(bodyOf(world.request())).rejects.toThrow(LinkEnded);
  });
});
