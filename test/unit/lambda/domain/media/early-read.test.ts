import { describe, expect, test } from 'vitest';
import type { MediaRequest } from '../../../../../lambda/domain/media/media-request.ts';
import type { MediaSource } from '../../../../../lambda/domain/media/ports.ts';
import { collect } from '../../../../support/byte-stream.ts';
import { deferred } from '../../../../support/deferred.ts';
import { flipBit } from '../../../../support/flip-bit.ts';
import { failure, MediaWorld } from '../../../../support/media-world.ts';
import { encryptedVector } from '../../../../support/vectors.ts';

const RANGE = { range: { range: 'bytes=10-29' } };

/** A world whose link was opened and played from before. Counts what is pulled out of the bucket from now on. */
const openedWorld = async () => {
  const { object, details } = encryptedVector('unaligned');
  const world = new MediaWorld(object, details);
  const first = await world.request({ range: { range: 'bytes=0-9' } });
  if (!first.ok || !first.value.body) throw new Error('not served');
  await collect(first.value.body);
  world.calls.length = 0;

  const seen: { signal: AbortSignal | undefined; pulled: number } = { signal: undefined, pulled: 0 };
  const { source } = world.dependencies;
  const readPart: MediaSource['readPart'] = async (of, part, signal) => {
    seen.signal = signal;
    const read = await source.readPart(of, part, signal);
    if (!read.ok) return read;
    const { body } = read.value;
    async function* counted(): AsyncGenerator<Uint8Array> {
      for await (const chunk of body) {
        seen.pulled += chunk.length;
        yield chunk;
      }
    }
    return { ok: true, value: { ...read.value, body: counted() } };
  };
  world.dependencies = { ...world.dependencies, source: { ...source, readPart } };
  return { world, seen };
};

describe('a range of a recording that was opened before', () => {
  test('is read while the lease is being checked, and leaves only after that', async () => {
    const { world, seen } = await openedWorld();
    const { leases } = world.dependencies;
    const gate = deferred<void>();
    const find: typeof leases.find = async hash => {
      await gate.promise;
      return leases.find(hash);
    };
    world.dependencies = { ...world.dependencies, leases: { ...leases, find } };
    let answered = false;
    const answer = world.request(RANGE).finally(() => {
      answered = true;
    });
    await new Promise(resolve => setImmediate(resolve));
    expect([world.calls, answered, seen.pulled]).toEqual([['bucket part'], false, 0]);

    gate.resolve();
    const served = await answer;
    expect(served.ok && served.value.body && (await collect(served.value.body))).toHaveLength(20);
    expect(world.calls).toEqual(['bucket part', 'lease find']);
    expect([seen.signal?.aborted, seen.pulled]).toEqual([false, 20]);
  });

  test.each<[string, (world: MediaWorld) => void, Partial<MediaRequest>, string]>([
    ['was revoked', world => world.revoke(), {}, 'forbidden link_revoked'],
    [
      'belongs to another client',
      () => undefined,
      { client: { sourceIp: '198.51.100.9', userAgent: 'x' } },
      'forbidden other_client',
    ],
    [
      'is gone',
      world => {
        world.lease = { ...world.lease, linkHash: 'another' };
      },
      {},
      'forbidden link_unknown',
    ],
    [
      'expires earlier than this instance knows',
      world => {
        world.lease = { ...world.lease, expiresAt: world.now };
      },
      {},
      'forbidden link_expired',
    ],
    [
      'cannot be read',
      world => {
        world.fails = { 'lease find': failure('unavailable') };
      },
      {},
      'unavailable unavailable_in_test',
    ],
    [
      'is refused, which cannot be recorded',
      world => {
        world.revoke();
        world.fails = { 'audit media_refused': failure('unavailable') };
      },
      {},
      'unavailable unavailable_in_test',
    ],
    [
      'has an opening that cannot be recorded',
      world => {
        const { openingRecordedAt, ...lease } = world.lease;
        world.lease = lease;
        world.fails = { 'audit media_opened': failure('unavailable') };
      },
      {},
      'unavailable unavailable_in_test',
    ],
  ])('is aborted, and no byte of it is even pulled, when the link %s', async (_, prepare, request, refusal) => {
    const { world, seen } = await openedWorld();
    prepare(world);
    const answer = await world.request({ ...RANGE, ...request });
    expect(answer.ok ? 'served' : `${answer.error.code} ${answer.error.reason}`).toBe(refusal);
    expect([world.calls[0], seen.signal?.aborted, seen.pulled]).toEqual(['bucket part', true, 0]);
  });

  test('is aborted when the check of the lease throws', async () => {
    const { world, seen } = await openedWorld();
    const find = async () => {
      throw new TypeError('bug');
    };
    world.dependencies = { ...world.dependencies, leases: { ...world.dependencies.leases, find } };
    await expect(world.request(RANGE)).rejects.toThrow('bug');
    expect([seen.signal?.aborted, seen.pulled]).toEqual([true, 0]);
  });

  test('is not read at all once this instance knows that the link has expired', async () => {
    const { world, seen } = await openedWorld();
    world.now = world.lease.expiresAt;
    await world.request(RANGE);
    expect([world.calls.includes('bucket part'), seen.signal]).toEqual([false, undefined]);
  });

  test('is not read a second time once this instance has heard that the link was revoked', async () => {
    const { world, seen } = await openedWorld();
    world.revoke();
    await world.request(RANGE);
    world.calls.length = 0;
    seen.signal = undefined;
    await world.request(RANGE);
    expect([world.calls.includes('bucket part'), seen.signal]).toEqual([false, undefined]);
  });

  test('is read again, and verified before, when the object was replaced', async () => {
    const { world } = await openedWorld();
    world.object = flipBit(world.object, 12);
    const answer = await world.request(RANGE);
    expect(answer.ok ? 'served' : answer.error.reason).toBe('tag_mismatch');
  });
});

describe('nothing is read before the lease is checked', () => {
  test.each<[string, Partial<MediaRequest>]>([
    ['an answer without a body', { method: 'HEAD' }],
    ['a range beyond the end', { range: { range: 'bytes=9999-' } }],
    ['another link', { token: new MediaWorld(Buffer.alloc(0)).token }],
    ['a malformed link', { token: undefined }],
  ])('for %s', async (_, request) => {
    const { world, seen } = await openedWorld();
    await world.request({ ...RANGE, ...request });
    expect(seen.signal).toBeUndefined();
    expect(world.calls[0]?.startsWith('bucket')).not.toBe(true);
  });

  test('by an instance that has not opened the recording itself', async () => {
    const { world } = await openedWorld();
    world.restart();
    await world.request(RANGE);
    expect(world.calls[0]).toBe('lease find');
  });
});
