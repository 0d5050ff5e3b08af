import { beforeEach, describe, expect, test } from 'vitest';
import { type RevokeLinksDependencies, revokeLinks } from '../../bin/audit/revoke/revoke-links.ts';
import type { AuditEvent } from '../../lambda/domain/audit/events/audit-event.ts';
import type { LinkLease } from '../../lambda/domain/media/lease/link-lease.ts';
import type { Failure } from '../../lambda/domain/shared/failure.ts';
import { err, ok, type Result } from '../../lambda/domain/shared/result.ts';
import { failure, MediaWorld } from '../support/media-world.ts';

const NOTHING = /^$/;

const lease = (linkHash: string): LinkLease => ({ ...new MediaWorld(Buffer.alloc(1)).lease, linkHash });

/** Leases and a trail in memory, whose parts can be made to fail. */
class RevocationWorld implements RevokeLinksDependencies {
  readonly leases = new Map(['a', 'b', 'c'].map(hash => [hash, lease(hash)]));
  readonly recorded = new Set<string>();
  readonly trail = new Map<string, AuditEvent>();
  /** What happened, in order. */
  readonly steps: string[] = [];
  /** Which steps fail, such as `audit b`. */
  fails = NOTHING;
  #eventSerial = 0;
  #seconds = 0;

  readonly now = () => new Date(Date.UTC(2026, 10, 24, 2, 35, ++this.#seconds));
  readonly newEventId = () => `end-${++this.#eventSerial}`;
  readonly audit: RevokeLinksDependencies['audit'] = {
    append: async event =>
      this.#step(`audit ${this.#hashOf(event)}`, () => {
        const known = this.trail.get(event.event_key);
        if (known) expect(event).toEqual(known);
        this.trail.set(event.event_key, event);
      }),
  };
  readonly links: RevokeLinksDependencies['links'] = {
    candidates: async function* (this: RevocationWorld) {
      for (const hash of this.leases.keys()) {
        const found = this.#step(`look ${hash}`, () => hash);
        yield found;
        if (!found.ok) return;
      }
    }.bind(this),
    revoke: async (hash, revocation) =>
      this.#step(`end ${hash}`, () => {
        const known = this.leases.get(hash);
        if (!known || this.recorded.has(hash)) return undefined;
        const ended = { ...known, eventId: `link ${hash}`, revocation: known.revocation ?? revocation };
        this.leases.set(hash, ended);
        return ended;
      }),
    markRevocationRecorded: async hash => this.#step(`mark ${hash}`, () => void this.recorded.add(hash)),
  };

  /** Runs the order and says how each link came out. */
  async run(reason = 'left the company'): Promise<string[]> {
    const outcomes: string[] = [];
    const order = { target: { by: 'event', eventId: 'e' }, reason, requestId: `for: ${reason}`, tool: 'test' } as const;
    for await (const outcome of revokeLinks(this, order)) {
      if (!outcome.ok) outcomes.push(outcome.error.code);
      else outcomes.push(`${outcome.value.lease.linkHash}${outcome.value.isOnRecord ? '' : ', not on record'}`);
    }
    return outcomes;
  }

  #hashOf({ link_event_id }: AuditEvent): string {
    return String(link_event_id).replace('link ', '');
  }

  #step<T>(name: string, result: () => T): Result<T, Failure> {
    this.steps.push(name);
    return this.fails.test(name) ? err(failure('unavailable')) : ok(result());
  }
}

let world: RevocationWorld;
beforeEach(() => {
  world = new RevocationWorld();
});

describe('revoking links', () => {
  test('revokes each link, then writes the audit event, then marks the revocation as recorded', async () => {
    expect(await world.run()).toEqual(['a', 'b', 'c']);
    expect(world.steps.slice(0, 4)).toEqual(['look a', 'end a', 'audit a', 'mark a']);
    expect([...world.trail.values()][0]).toMatchObject({
      event: 'link_revoked',
      event_id: 'end-1',
      occurred_at: '2026-11-24T02:35:02.000Z',
      reason: 'left the company',
      request_id: 'for: left the company',
      user_agent: 'test',
      link_event_id: 'link a',
    });
  });

  test('revokes and records each link once', async () => {
    await world.run();
    expect(await world.run()).toEqual([]);
    expect(world.trail.size).toBe(3);
  });

  test.each([
    ['look b', ['a', 'unavailable'], ['b', 'c']],
    ['end b', ['a', 'c', 'unavailable'], ['b']],
    ['audit b', ['a', 'b, not on record', 'c', 'unavailable'], ['b']],
    ['mark b', ['a', 'b, not on record', 'c', 'unavailable'], ['b']],
  ])(
    'continues when "%s" fails, returns the failure at the end, and completes in the next run',
    async (step, first, next) => {
      world.fails = new RegExp(step);
      expect(await world.run()).toEqual(first);
      world.fails = NOTHING;
      expect(await world.run('a second order')).toEqual(next);
      const onRecord = [...world.trail.values()].map(({ link_event_id }) => link_event_id);
      expect(onRecord.sort()).toEqual(['link a', 'link b', 'link c']);
    },
  );

  test('revokes every link although no audit event can be written', async () => {
    world.fails = /audit/;
    await world.run();
    expect([...world.leases.values()].every(({ revocation }) => revocation)).toBe(true);
    expect(world.trail.size).toBe(0);
  });

  test.each(['audit b', 'mark b'])(
    'records the order that revoked the link, not the later run, after "%s" failed',
    async step => {
      world.fails = new RegExp(step);
      await world.run();
      world.fails = NOTHING;
      await world.run('a second order');
      const ofB = [...world.trail.values()].filter(({ link_event_id }) => link_event_id === 'link b');
      expect(ofB).toMatchObject([
        { event_id: 'end-2', reason: 'left the company', request_id: 'for: left the company' },
      ]);
    },
  );
});
