import { beforeEach, describe, expect, test } from 'vitest';
import { type RevokeLinksDependencies, revokeLinks } from '../../../../bin/audit/revoke/revoke-links.ts';
import type { AuditEvent } from '../../../../lambda/domain/audit/events/audit-event.ts';
import type { LinkLease } from '../../../../lambda/domain/media/lease/link-lease.ts';
import type { RevocationTarget } from '../../../../lambda/domain/media/ports.ts';
import type { Failure } from '../../../../lambda/domain/shared/failure.ts';
import { err, type Result } from '../../../../lambda/domain/shared/result.ts';
import { memoryAuditLog } from '../../../fakes/memory-audit-log.ts';
import { memoryLinks } from '../../../fakes/memory-links.ts';
import { supervisor } from '../../../support/callers.ts';
import { failure, MediaWorld } from '../../../support/media-world.ts';

const NOTHING = /^$/;
const EXPIRES_AT_MS = Date.UTC(2026, 10, 24, 3);

/** A lease of the user whose links are revoked. Those with a lower index expire later, so they are revoked first. */
const lease = (linkHash: string, index: number): LinkLease => ({
  ...new MediaWorld(Buffer.alloc(1)).lease,
  linkHash,
  eventId: `link ${linkHash}`,
  expiresAt: new Date(EXPIRES_AT_MS - index * 1000),
});

/** Links and an audit log in memory. Each step is noted, and can be made to fail. */
class RevocationWorld implements RevokeLinksDependencies {
  /** The steps that were done, in order. */
  readonly steps: string[] = [];
  /** Which steps fail, such as `audit b`. */
  fails = NOTHING;
  readonly #table = memoryLinks();
  readonly #log = memoryAuditLog();
  #eventSerial = 0;
  #seconds = 0;

  constructor() {
    for (const [index, hash] of ['a', 'b', 'c'].entries()) this.#table.stored.set(hash, lease(hash, index));
  }

  get leases(): LinkLease[] {
    return [...this.#table.stored.values()];
  }

  get trail(): readonly AuditEvent[] {
    return this.#log.events;
  }

  readonly now = () => new Date(Date.UTC(2026, 10, 24, 2, 35, ++this.#seconds));
  readonly newEventId = () => `end-${++this.#eventSerial}`;
  readonly audit: RevokeLinksDependencies['audit'] = {
    append: event =>
      this.#step(`audit ${String(event.link_event_id).replace('link ', '')}`, () => this.#log.append(event)),
  };
  readonly links: RevokeLinksDependencies['links'] = {
    findCandidates: async function* (this: RevocationWorld, target: RevocationTarget, at: Date) {
      for await (const candidate of this.#table.revocation.findCandidates(target, at)) {
        const found = await this.#step(`look ${candidate.ok && candidate.value}`, async () => candidate);
        yield found;
        if (!found.ok) return;
      }
    }.bind(this),
    revoke: (hash, order) => this.#step(`end ${hash}`, () => this.#table.revocation.revoke(hash, order)),
    markRevocationRecorded: (hash, at) =>
      this.#step(`mark ${hash}`, () => this.#table.revocation.markRevocationRecorded(hash, at)),
  };

  /** Runs a revocation, and returns the outcome of each link. */
  async run(reason = 'left the company'): Promise<string[]> {
    const outcomes: string[] = [];
    const order = {
      target: { by: 'user', workerSid: supervisor.workerSid },
      reason,
      requestId: `for: ${reason}`,
      tool: 'test',
      operator: 'arn:aws:iam::000000000000:user/operator',
    } as const;
    for await (const outcome of revokeLinks(this, order)) {
      if (!outcome.ok) outcomes.push(outcome.error.code);
      else outcomes.push(`${outcome.value.lease.linkHash}${outcome.value.isOnRecord ? '' : ', not on record'}`);
    }
    return outcomes;
  }

  async #step<T>(name: string, run: () => Promise<Result<T, Failure>>): Promise<Result<T, Failure>> {
    this.steps.push(name);
    return this.fails.test(name) ? err(failure('unavailable')) : run();
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
    expect(world.trail[0]).toMatchObject({
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
    expect(world.trail.length).toBe(3);
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
      const onRecord = world.trail.map(({ link_event_id }) => link_event_id);
      expect(onRecord.sort()).toEqual(['link a', 'link b', 'link c']);
    },
  );

  test('revokes every link although no audit event can be written', async () => {
    world.fails = /audit/;
    await world.run();
    expect(world.leases.every(({ revocation }) => revocation)).toBe(true);
    expect(world.trail).toEqual([]);
  });

  test.each(['audit b', 'mark b'])(
    'records the order that revoked the link, not the later run, after "%s" failed',
    async step => {
      world.fails = new RegExp(step);
      await world.run();
      world.fails = NOTHING;
      await world.run('a second order');
      const ofB = world.trail.filter(({ link_event_id }) => link_event_id === 'link b');
      expect(ofB).toMatchObject([
        { event_id: 'end-2', reason: 'left the company', request_id: 'for: left the company' },
      ]);
    },
  );
});
