import { describe, expect, test } from 'vitest';
import { digestLog } from '../../../../lambda/audit-digest/digest-log.ts';
import { auditDigestHandler, type RunOptions } from '../../../../lambda/audit-digest/handler.ts';
import type { DigestRun } from '../../../../lambda/domain/audit/chain/close-due-windows.ts';
import { windowAt } from '../../../../lambda/domain/audit/chain/event-window.ts';
import { fail } from '../../../../lambda/domain/shared/failure.ts';
import { ok } from '../../../../lambda/domain/shared/result.ts';

const CLOCK = new Date('2026-11-24T12:00:00.000Z');
const plenty = { getRemainingTimeInMillis: () => 900_000 };

const stage = (outcome: ReturnType<typeof fail> | ReturnType<typeof ok<DigestRun>>) => {
  const runs: RunOptions[] = [];
  const lines: string[] = [];
  const handler = auditDigestHandler({
    closeDueWindows: async options => {
      runs.push(options);
      options.onClosed({ window: windowAt(0), events: { count: 2, lateCount: 1, sha256: 'f'.repeat(64) } });
      return outcome;
    },
    log: digestLog(
      line => lines.push(line),
      () => CLOCK,
    ),
    now: () => CLOCK,
  });
  return { handler, runs, logged: () => lines.map(line => JSON.parse(line)) };
};

describe('the digest function', () => {
  test.each([
    ['the scheduler’s time when it is the earlier one', { time: '2026-11-24T11:45:00Z' }, '2026-11-24T11:45:00.000Z'],
    ['its own clock when the scheduler’s leaps ahead', { time: '2031-01-01T00:00:00Z' }, CLOCK.toISOString()],
    ['its own clock when it is run by hand', {}, CLOCK.toISOString()],
    ['its own clock when there is no event', null, CLOCK.toISOString()],
    ['its own clock when the event’s time is none', { time: 'noon' }, CLOCK.toISOString()],
  ])('uses %s', async (_, event, expected) => {
    const { handler, runs } = stage(ok({ closed: 1, waiting: 0 }));
    await handler(event, plenty);
    expect(runs[0]?.now.toISOString()).toBe(expected);
  });

  test('starts no window when its remaining time is too short', async () => {
    const { handler, runs } = stage(ok({ closed: 1, waiting: 0 }));
    await handler({}, { getRemainingTimeInMillis: () => 179_000 });
    expect(runs[0]?.hasTime()).toBe(false);
    await handler({}, { getRemainingTimeInMillis: () => 181_000 });
    expect(runs[1]?.hasTime()).toBe(true);
  });

  test('logs each window and the run, and returns what it did', async () => {
    const { handler, logged } = stage(ok({ closed: 1, waiting: 3 }));
    expect(await handler({}, plenty)).toEqual({ closed: 1, waiting: 3 });
    expect(logged()).toMatchObject([
      { level: 'info', outcome: 'window_closed', window: '1970-01-01T00:00:00.000Z', events: 2, late_events: 1 },
      { level: 'info', outcome: 'run_ended', closed: 1, waiting: 3 },
    ]);
  });

  test('throws after the run was logged when it found damage', async () => {
    const damage = { code: 'internal_error', reason: 'digested_events_file_absent' } as const;
    const { handler, logged } = stage(ok({ closed: 1, waiting: 0, damage }));
    await expect(handler({}, plenty)).rejects.toThrow('The digest found damage: digested_events_file_absent');
    expect(logged().slice(1)).toMatchObject([
      { level: 'info', outcome: 'run_ended', closed: 1, waiting: 0 },
      { level: 'error', outcome: 'run_failed', reason: 'digested_events_file_absent' },
    ]);
  });

  test('throws and logs the reason when the run failed', async () => {
    const { handler, logged } = stage(fail('unavailable', 'audit_throttled', new Error('slow down')));
    await expect(handler({}, plenty)).rejects.toThrow('The digest failed: audit_throttled');
    expect(logged().at(-1)).toMatchObject({
      level: 'error',
      outcome: 'run_failed',
      code: 'unavailable',
      reason: 'audit_throttled',
      cause: { name: 'Error', message: 'slow down' },
    });
  });
});
