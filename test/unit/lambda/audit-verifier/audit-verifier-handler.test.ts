import { describe, expect, test } from 'vitest';
import { auditVerifierHandler } from '../../../../lambda/audit-verifier/handler.ts';
import { verifierLog } from '../../../../lambda/audit-verifier/verifier-log.ts';
import type { DailyRun } from '../../../../lambda/domain/audit/daily/verify-parts.ts';
import { type ChainEvent, chainEvent } from '../../../../lambda/domain/audit/events/chain-event.ts';
import { fail } from '../../../../lambda/domain/shared/failure.ts';
import { ok } from '../../../../lambda/domain/shared/result.ts';

const CLOCK = new Date('2026-11-24T12:00:00.000Z');
const plenty = { awsRequestId: 'request', getRemainingTimeInMillis: () => 900_000 };
const event = (findingCount: number): ChainEvent =>
  chainEvent({
    ...{ eventId: '0193630f-8e80-7000-8000-0000000000ff', occurredAt: CLOCK, requestId: 'request', findingCount },
    ...{ periods: [], digests: 4, events: 9, late: 0, findings: [], headSha256: undefined },
  });

const stage = (outcome: ReturnType<typeof fail> | ReturnType<typeof ok<ChainEvent>>, findings = 0) => {
  const runs: DailyRun[] = [];
  const lines: string[] = [];
  const handler = auditVerifierHandler({
    verifyParts: async run => {
      runs.push(run);
      for (let index = 0; index < findings; index += 1)
        run.onFinding({ kind: 'deleted', subject: `item ${index}`, detail: 'd' });
      return outcome;
    },
    log: verifierLog(
      line => lines.push(line),
      () => CLOCK,
    ),
    now: () => CLOCK,
  });
  return { handler, runs, logged: () => lines.map(line => JSON.parse(line)) };
};

describe('the audit-verifier function', () => {
  test.each([
    ['the day of the event', { time: '2026-11-22T11:45:00Z' }, '2026-11-22T11:45:00.000Z'],
    ['today without an event', null, CLOCK.toISOString()],
    ['today when the event’s time is none', { time: 'noon' }, CLOCK.toISOString()],
  ])('verifies the parts of %s, by its own clock', async (_, scheduled, day) => {
    const { handler, runs } = stage(ok(event(0)));
    await handler(scheduled, plenty);
    expect(runs[0]).toMatchObject({ day: new Date(day), now: CLOCK, requestId: 'request' });
  });

  test('ends a run while there is time to record its failure', async () => {
    const { handler, runs } = stage(ok(event(0)));
    await handler({}, { ...plenty, getRemainingTimeInMillis: () => 30_000 });
    await handler({}, { ...plenty, getRemainingTimeInMillis: () => 30_001 });
    expect(runs.map(({ hasTime }) => hasTime())).toEqual([false, true]);
  });

  test('logs the result with its metrics, and returns it', async () => {
    const { handler, logged } = stage(ok(event(0)));
    expect(await handler({}, plenty)).toMatchObject({ event: 'chain_verified', finding_count: 0 });
    expect(logged()).toMatchObject([
      { level: 'info', outcome: 'chain_verified', request_id: 'request', TrailVerifications: 1, TrailFindings: 0 },
    ]);
  });

  test('takes findings for a result: logs at most a hundred, counts all, and does not fail', async () => {
    const { handler, logged } = stage(ok(event(102)), 102);
    expect(await handler({}, plenty)).toMatchObject({ event: 'chain_broken', finding_count: 102 });
    const lines = logged();
    expect(lines).toHaveLength(101);
    expect(lines[0]).toMatchObject({ level: 'error', outcome: 'finding', kind: 'deleted', subject: 'item 0' });
    expect(lines.at(-1)).toMatchObject({ level: 'error', outcome: 'chain_broken', TrailFindings: 102 });
  });

  test('throws and logs the reason, without a metric, when the verification failed', async () => {
    const { handler, logged } = stage(fail('unavailable', 'audit_throttled', new Error('slow down')));
    await expect(handler({}, plenty)).rejects.toThrow('The verification failed: audit_throttled');
    expect(logged()).toEqual([
      expect.objectContaining({ outcome: 'run_failed', code: 'unavailable', reason: 'audit_throttled' }),
    ]);
    expect(logged()[0]).not.toHaveProperty('_aws');
  });
});
