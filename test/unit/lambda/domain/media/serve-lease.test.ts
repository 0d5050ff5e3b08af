import { describe, expect, test } from 'vitest';
import { bodyOf, encryptedWorld, plainWorld, refusal } from '../../../../support/media-answers.ts';
import { failure, LISTENER, type MediaWorld } from '../../../../support/media-world.ts';

describe('a lease', () => {
  test('serves exactly one of 50 simultaneous clients, and records ten of the others', async () => {
    const world = plainWorld();
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        refusal(world.request({ client: { ...LISTENER, userAgent: `client ${index}` } })),
      ),
    );
    expect(outcomes.filter(outcome => outcome === 'served')).toHaveLength(1);
    expect(outcomes.filter(outcome => outcome === 'forbidden other_client')).toHaveLength(49);
    expect(world.events.filter(event => event === 'media_refused other_client')).toHaveLength(10);
    expect(world.events.filter(event => event === 'media_opened first_use')).toHaveLength(1);
  });

  test('records one opening for several simultaneous first requests of one client', async () => {
    const world = plainWorld();
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => refusal(world.request())));
    expect(outcomes).toEqual(Array(5).fill('served'));
    expect(world.events).toEqual(['media_opened first_use']);
  });

  test.each([
    ['another user agent', 'address-and-agent', { userAgent: 'curl/8' }, 'forbidden other_client'],
    ['another address', 'address-and-agent', { sourceIp: '198.51.100.1' }, 'forbidden other_client'],
    ['another address, bound to the agent alone', 'agent', { sourceIp: '198.51.100.1' }, 'served'],
    ['another user agent, bound to the agent alone', 'agent', { userAgent: 'curl/8' }, 'forbidden other_client'],
    ['another client, bound to nobody', 'none', { sourceIp: '198.51.100.1', userAgent: 'curl/8' }, 'served'],
    // Two traits must not be joined so that one client's address and agent read as another's.
    [
      'the traits shifted',
      'address-and-agent',
      { sourceIp: '192.0.2.7M', userAgent: 'ozilla/5.0' },
      'forbidden other_client',
    ],
  ] as const)('answers a later request with %s', async (_, binding, change, outcome) => {
    const world = plainWorld();
    world.dependencies = { ...world.dependencies, binding };
    expect(await refusal(world.request())).toBe('served');
    expect(await refusal(world.request({ client: { ...LISTENER, ...change } }))).toBe(outcome);
  });

  test('serves until its last millisecond and not later', async () => {
    const world = plainWorld();
    world.now = new Date(world.lease.expiresAt.getTime() - 1);
    expect(await refusal(world.request())).toBe('served');
    world.now = world.lease.expiresAt;
    expect(await refusal(world.request())).toBe('forbidden link_expired');
    expect(world.events.at(-1)).toBe('media_refused link_expired');
  });

  test('ends when it is revoked, also for the client that opened it', async () => {
    const world = plainWorld();
    await bodyOf(world.request());
    world.revoke();
    expect(await refusal(world.request())).toBe('forbidden link_revoked');
    expect(world.events.at(-1)).toBe('media_refused link_revoked');
  });

  test.each([
    ['it was revoked', (world: MediaWorld) => world.revoke()],
    ['it has expired', (world: MediaWorld) => (world.now = world.lease.expiresAt)],
  ])('leaves no content key in memory after a request once %s', async (_, end) => {
    const { world } = encryptedWorld();
    await bodyOf(world.request());
    expect(world.dependencies.opened.find(world.lease)).toBeDefined();
    end(world);
    await refusal(world.request());
    expect(world.dependencies.opened.find(world.lease)).toBeUndefined();
  });

  test('keeps its content key in memory when another client is refused', async () => {
    const { world } = encryptedWorld();
    await bodyOf(world.request());
    await refusal(world.request({ client: { sourceIp: '198.51.100.1', userAgent: 'curl/8' } }));
    expect(world.dependencies.opened.find(world.lease)).toBeDefined();
  });
});

describe('the audit trail of a lease', () => {
  test('records nothing for a link that does not exist', async () => {
    const world = plainWorld();
    expect(await refusal(world.request({ token: undefined }))).toBe('forbidden link_malformed');
    world.lease = { ...world.lease, linkHash: '0'.repeat(64) };
    expect(await refusal(world.request())).toBe('forbidden link_unknown');
    expect(world.audit).toEqual([]);
  });

  test('answers unavailable while a refusal cannot be recorded', async () => {
    const world = plainWorld();
    world.revoke();
    world.fails = { 'audit media_refused': failure('unavailable') };
    expect(await refusal(world.request())).toBe('unavailable unavailable_in_test');
  });

  test('records the user of the link, the client of the request, and the grant', async () => {
    const world = plainWorld();
    await bodyOf(world.request());
    await refusal(world.request({ client: { sourceIp: '198.51.100.1', userAgent: 'curl/8' }, requestId: 'request-9' }));
    const { caller, eventId } = world.lease;
    expect(world.audit[0]).toMatchObject({
      event: 'media_opened',
      worker_sid: caller.workerSid,
      link_event_id: eventId,
      source_ip: LISTENER.sourceIp,
      delivery: 'stream',
      request_id: 'request-2',
    });
    expect(world.audit[1]).toMatchObject({
      event: 'media_refused',
      worker_sid: caller.workerSid,
      source_ip: '198.51.100.1',
      user_agent: 'curl/8',
      request_id: 'request-9',
    });
  });

  test('records nothing of its token', async () => {
    const world = plainWorld();
    await bodyOf(world.request());
    await refusal(world.request({ client: { sourceIp: '198.51.100.1', userAgent: 'curl/8' } }));
    expect(JSON.stringify(world.audit)).not.toContain(world.token);
  });
});
