import { describe, expect, test } from 'vitest';
import type { AuditEvent } from '../../../../../../lambda/domain/audit/events/audit-event.ts';
import { writeHeard } from '../../../../../../lambda/domain/media/coverage/write-heard.ts';
import { fail } from '../../../../../../lambda/domain/shared/failure.ts';
import { memoryAuditLog } from '../../../../../fakes/memory-audit-log.ts';
import { memoryCoverages } from '../../../../../fakes/memory-coverages.ts';
import { COVERED_UNTIL, coverageAfter, coveredLink } from '../../../../../support/coverage-table.ts';

const SETTLE_SECONDS = 300;
const DONE = { recorded: 0, unused: 0, failed: 0, firstFailure: undefined };

const world = () => {
  const coverages = memoryCoverages();
  const audit = memoryAuditLog();
  const clock = { now: new Date(COVERED_UNTIL.getTime() + SETTLE_SECONDS * 1000) };
  const run = (replaced: Partial<Parameters<typeof writeHeard>[0]> = {}) =>
    writeHeard({
      coverages,
      audit,
      now: () => clock.now,
      settleSeconds: SETTLE_SECONDS,
      hasTime: () => true,
      ...replaced,
    });
  return { coverages, audit, clock, run };
};

describe('the writer of what was heard', () => {
  test('appends one event with which seconds left, for whom, and nothing that opens the link', async () => {
    const { coverages, audit, clock, run } = world();
    const link = coveredLink();
    await coverages.store(link, coverageAfter());
    expect(await run()).toEqual({ ...DONE, recorded: 1 });
    expect(audit.events).toMatchObject([
      {
        event: 'media_heard',
        event_id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-8/),
        occurred_at: clock.now.toISOString(),
        recording_sid: link.recordingSid,
        link_event_id: link.eventId,
        worker_sid: link.caller.workerSid,
        policy_ids: link.decision.policyIds,
        reason: 'link_expired',
        delivery: 'stream',
        source_ip: '192.0.2.7',
        first_at: '2026-11-24T02:30:00.000Z',
        last_at: '2026-11-24T02:30:01.500Z',
        requests: 1,
        bytes: 32_044,
        object_bytes: 64_044,
        heard_seconds: 2,
        recording_seconds: 4,
        heard_ranges: [[0, 2]],
      } satisfies Partial<AuditEvent>,
    ]);
    expect(JSON.stringify(audit.events)).not.toContain(link.linkHash);
  });

  test('waits for answers that are still running when the link ends', async () => {
    const { coverages, audit, clock, run } = world();
    await coverages.store(coveredLink(), coverageAfter());
    clock.now = new Date(clock.now.getTime() - 1_000);
    expect(await run()).toEqual(DONE);
    expect(audit.events).toEqual([]);
  });

  test('appends nothing in a second run', async () => {
    const { coverages, audit, run } = world();
    for (let count = 0; count < 40; count++) await coverages.store(coveredLink(), coverageAfter());
    expect(await run()).toEqual({ ...DONE, recorded: 40 });
    expect(await run()).toEqual(DONE);
    expect(audit.events).toHaveLength(40);
  });

  test('appends the same event again, and only once, when a run stopped behind it or two runs overlap', async () => {
    const { coverages, audit, clock, run } = world();
    await coverages.store(coveredLink(), coverageAfter());
    const stopped = { ...coverages, finish: async () => fail('unavailable', 'coverage_throttled') };
    expect(await run({ coverages: stopped })).toMatchObject({ recorded: 0, failed: 1 });
    clock.now = new Date(clock.now.getTime() + 600_000);
    await Promise.all([run(), run()]);
    expect(audit.events).toHaveLength(1);
  });

  test('tries a put that failed again, and does not let it hold up other links', async () => {
    const { coverages, audit, run } = world();
    const [first, second] = [coveredLink(), coveredLink()];
    for (const link of [first, second]) await coverages.store(link, coverageAfter());
    const append = (event: AuditEvent) =>
      event.link_event_id === first.eventId
        ? Promise.resolve(fail('unavailable', 'audit_throttled'))
        : audit.append(event);
    expect(await run({ audit: { append } })).toMatchObject({
      ...{ recorded: 1, failed: 1 },
      firstFailure: { reason: 'audit_throttled' },
    });
    expect(await run()).toEqual({ ...DONE, recorded: 1 });
    expect(audit.events.map(event => event.link_event_id).sort()).toEqual([first.eventId, second.eventId].sort());
  });

  test('finishes a link with which nothing had left, without an event', async () => {
    const { coverages, audit, run } = world();
    const finished: string[] = [];
    const empty = {
      ...coverages,
      readDue: async function* () {
        yield { ok: true as const, value: 'hash' };
      },
      finish: async (linkHash: string) => {
        finished.push(linkHash);
        return { ok: true as const, value: undefined };
      },
    };
    expect(await run({ coverages: empty })).toEqual({ ...DONE, unused: 1 });
    expect([audit.events, finished]).toEqual([[], ['hash']]);
  });

  test('says when the due links cannot be read, and leaves the rest to the next run when its time is over', async () => {
    const { coverages, run } = world();
    const unreadable = {
      ...coverages,
      readDue: async function* () {
        yield fail('unavailable', 'coverage_throttled');
      },
    };
    expect(await run({ coverages: unreadable })).toMatchObject({ failed: 1, firstFailure: { code: 'unavailable' } });
    for (let count = 0; count < 40; count++) await coverages.store(coveredLink(), coverageAfter());
    expect(await run({ hasTime: () => false })).toEqual({ ...DONE, recorded: 16 });
    expect(await run()).toEqual({ ...DONE, recorded: 24 });
  });
});
