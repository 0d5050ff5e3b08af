import { expect, test } from 'vitest';
import { changeOnRecord } from '../../../../../bin/catalog/set/change-on-record.ts';
import type { RuleEvent } from '../../../../../lambda/domain/audit/events/rule-event.ts';
import { type Failure, fail } from '../../../../../lambda/domain/shared/failure.ts';
import { ok, type Result } from '../../../../../lambda/domain/shared/result.ts';

const SID = `RE${'1'.repeat(32)}`;
const ORDER = { operator: 'arn:aws:iam::1:user/eve', reason: 'complaint', tool: 'catalog set', requestId: 'set-1' };

/** Runs a change. `answers`: of the audit trail, one for each event; afterwards it succeeds. */
const run = async (applied: Result<unknown, Failure>, answers: readonly Result<void, Failure>[] = []) => {
  const steps: string[] = [];
  const events: RuleEvent[] = [];
  const left = [...answers];
  const audit = {
    append: async (event: RuleEvent) => {
      steps.push(event.event);
      events.push(event);
      return left.shift() ?? ok(undefined);
    },
  };
  let serial = 0;
  const dependencies = { audit, now: () => new Date('2026-11-24T10:00:00Z'), newEventId: () => `event-000${++serial}` };
  const outcome = await changeOnRecord(dependencies, ORDER, {
    event: 'facts_changed',
    recordingSid: SID,
    before: { restricted: true },
    after: { restricted: false },
    apply: async () => {
      steps.push('apply');
      return applied;
    },
  });
  return { outcome, steps, events };
};

const THROTTLED = fail('unavailable', 'catalog_throttled');
const NO_TRAIL = fail('unavailable', 'audit_throttled');

test('a change is on record before it is made, with operator, reason, before and after', async () => {
  const { outcome, steps, events } = await run(ok('changed'));
  expect([outcome, steps]).toEqual([ok(undefined), ['facts_changed', 'apply']]);
  expect(events).toEqual([
    {
      recording_sid: SID,
      event_key: '2026-11-24T10:00:00.000Z#event-0001',
      day_shard: '2026-11-24#1',
      event: 'facts_changed',
      event_id: 'event-0001',
      occurred_at: '2026-11-24T10:00:00.000Z',
      operator: ORDER.operator,
      before: { restricted: true },
      after: { restricted: false },
      reason: 'complaint',
      tool: 'catalog set',
      request_id: 'set-1',
      schema_version: 1,
    },
  ]);
});

test('a change is not made when the audit trail cannot be written', async () => {
  const { outcome, steps } = await run(ok('changed'), [NO_TRAIL]);
  expect(steps).toEqual(['facts_changed']);
  expect(outcome).toMatchObject({ ok: false, error: { during: 'announcing', failure: { reason: 'audit_throttled' } } });
});

test('a change that fails is followed by an event that names the announcement and the failure', async () => {
  const { outcome, steps, events } = await run(THROTTLED);
  expect(steps).toEqual(['facts_changed', 'apply', 'change_failed']);
  expect(events[1]).toMatchObject({
    change_event_id: 'event-0001',
    reason: 'catalog_throttled',
    ...{ recording_sid: SID },
  });
  expect(events[1]).not.toHaveProperty('after');
  expect(outcome).toMatchObject({ ok: false, error: { during: 'applying', isFailureOnRecord: true } });
});

test('a failed change whose failure cannot be recorded either says so', async () => {
  const { outcome } = await run(THROTTLED, [ok(undefined), NO_TRAIL]);
  expect(outcome).toMatchObject({
    ok: false,
    error: { during: 'applying', isFailureOnRecord: false, failure: { reason: 'catalog_throttled' } },
  });
});
