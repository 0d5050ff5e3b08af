import { describe, expect, test } from 'vitest';
import type { MediaRequest } from '../../../../../lambda/domain/media/media-request.ts';
import { flipBit } from '../../../../support/flip-bit.ts';
import { failure, LISTENER, MediaWorld } from '../../../../support/media-world.ts';
import { encryptedVector } from '../../../../support/vectors.ts';

const STRANGER = { sourceIp: '198.51.100.1', userAgent: 'curl/8' };
const agent = (name: string | number) => ({ ...STRANGER, userAgent: `agent ${name}` });

/** A link that its listener has opened. */
const openedWorld = async (): Promise<MediaWorld> => {
  const world = new MediaWorld(Buffer.from('RIFF, and so on'));
  await world.request();
  return world;
};
const failed = async (world: MediaWorld, request: Partial<MediaRequest> = {}) => {
  const result = await world.request(request);
  if (result.ok) throw new Error('served');
  const { code, reason, unrecorded } = result.error;
  return [code, reason, unrecorded];
};
const inTurn = async <T>(count: number, run: (index: number) => Promise<T>): Promise<T[]> => {
  const outcomes: T[] = [];
  for (let index = 0; index < count; index++) outcomes.push(await run(index));
  return outcomes;
};
const expire = (world: MediaWorld) => {
  world.now = world.lease.expiresAt;
};
const refusals = (world: MediaWorld) => world.events.filter(event => event.startsWith('media_refused'));

describe('a refusal of a link', () => {
  test.each<[string, (world: MediaWorld) => void]>([
    ['link_revoked', world => world.revoke()],
    ['link_expired', expire],
    ['other_client', () => undefined],
  ])('is recorded once (%s) for repeated tries of one client, and counted after that', async (reason, end) => {
    const world = await openedWorld();
    end(world);
    const outcomes = await inTurn(400, () => failed(world, { client: STRANGER }));
    expect(refusals(world)).toEqual([`media_refused ${reason}`]);
    expect(outcomes[0]).toEqual(['forbidden', reason, undefined]);
    expect(new Set(outcomes.slice(1).map(String))).toEqual(new Set([`forbidden,${reason},known_client`]));
  });

  test('causes no write when it is already recorded', async () => {
    const world = await openedWorld();
    await failed(world, { client: STRANGER });
    const before = world.calls.length;
    await failed(world, { client: STRANGER });
    // The read of the bucket was started early, and is aborted.
    expect(world.calls.slice(before)).toEqual(['bucket part', 'lease find']);
  });

  test('is recorded once for 50 simultaneous tries of one client', async () => {
    const world = await openedWorld();
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => failed(world, { client: STRANGER })));
    expect(refusals(world)).toHaveLength(1);
    expect(outcomes.filter(([, , unrecorded]) => unrecorded === 'known_client')).toHaveLength(49);
  });

  test('is recorded for each reason and each client', async () => {
    const world = await openedWorld();
    await failed(world, { client: STRANGER });
    await failed(world, { client: agent('another') });
    expire(world);
    await failed(world, { client: STRANGER });
    await failed(world, { client: LISTENER });
    world.revoke();
    await failed(world, { client: STRANGER });
    expect(refusals(world)).toEqual([
      'media_refused other_client',
      'media_refused other_client',
      'media_refused link_expired',
      'media_refused link_expired',
      'media_refused link_revoked',
    ]);
  });

  test('distinguishes clients by the traits that the link is bound to', async () => {
    const world = await openedWorld();
    world.dependencies = { ...world.dependencies, binding: 'agent' };
    await failed(world, { client: STRANGER });
    expect(await failed(world, { client: { ...STRANGER, sourceIp: '198.51.100.2' } })).toContain('known_client');
  });

  test.each([
    ['one after the other', (run: (index: number) => Promise<unknown>) => inTurn(400, run)],
    [
      'all at once',
      (run: (index: number) => Promise<unknown>) => Promise.all(Array.from({ length: 400 }, (_, index) => run(index))),
    ],
  ])('is recorded for ten of 400 clients that come %s, and for ten more after the link has ended', async (_, all) => {
    const world = await openedWorld();
    await all(index => failed(world, { client: agent(index) }));
    expect(refusals(world)).toHaveLength(10);
    expect(await failed(world, { client: agent('last') })).toEqual(['forbidden', 'other_client', 'too_many_clients']);
    world.revoke();
    await all(index => failed(world, { client: agent(index) }));
    const ended = refusals(world).filter(event => event === 'media_refused link_revoked');
    expect(ended.length).toBeGreaterThanOrEqual(10);
    expect(refusals(world)).toHaveLength(30);
  });

  test('is recorded with the time of the first try when that one ended before its event was written', async () => {
    const world = await openedWorld();
    world.fails = { 'audit media_refused': failure('unavailable') };
    expect((await failed(world, { client: STRANGER, requestId: 'first' }))[0]).toBe('unavailable');
    world.fails = {};
    world.now = new Date(world.now.getTime() + 1000);
    expect(await failed(world, { client: STRANGER, requestId: 'second' })).toContain('known_client');
    expect(world.audit.at(-1)).toMatchObject({ event: 'media_refused', request_id: 'first' });
    expect(refusals(world)).toHaveLength(1);
  });

  test('is recorded again as the same event when the lease could not be updated', async () => {
    const world = await openedWorld();
    world.fails = { 'incident mark': failure('unavailable') };
    await inTurn(3, () => failed(world, { client: STRANGER }));
    expect(world.calls.filter(call => call === 'audit media_refused')).toHaveLength(3);
    expect(refusals(world)).toHaveLength(1);
  });

  test('becomes unavailable when it cannot be stored', async () => {
    const world = await openedWorld();
    world.fails = { 'incident note': failure('unavailable') };
    expect((await failed(world, { client: STRANGER }))[0]).toBe('unavailable');
    expect(refusals(world)).toEqual([]);
  });
});

describe('a recording that cannot be played', () => {
  const damagedWorld = () => {
    const { object, details } = encryptedVector('unaligned');
    return new MediaWorld(flipBit(object, 80), details);
  };

  test('is recorded once for each reason, for any number of tries', async () => {
    const world = damagedWorld();
    const outcomes = await inTurn(20, () => failed(world));
    expect(outcomes[0]).toEqual(['integrity_failed', 'tag_mismatch', undefined]);
    expect(outcomes.at(-1)).toEqual(['integrity_failed', 'tag_mismatch', 'known_client']);
    world.object = Buffer.alloc(3);
    await inTurn(20, () => failed(world));
    expect(world.events).toEqual([
      'media_opened first_use',
      'integrity_failed tag_mismatch',
      'integrity_failed object_truncated',
    ]);
  });

  test('is recorded also when other clients have reached their limit', async () => {
    const world = damagedWorld();
    await failed(world);
    await inTurn(20, index => failed(world, { client: agent(index) }));
    world.object = Buffer.alloc(3);
    expect(await failed(world)).toEqual(['integrity_failed', 'object_truncated', undefined]);
  });
});
