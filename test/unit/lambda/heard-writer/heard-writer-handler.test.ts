import { describe, expect, test } from 'vitest';
import type { HeardRun } from '../../../../lambda/domain/media/coverage/write-heard.ts';
import { heardWriterHandler } from '../../../../lambda/heard-writer/handler.ts';
import { heardLog } from '../../../../lambda/heard-writer/heard-log.ts';

const NOTHING: HeardRun = { recorded: 0, unused: 0, failed: 0, firstFailure: undefined };

const runWith = async (run: HeardRun, remainingMs = 60_000) => {
  const lines: Record<string, unknown>[] = [];
  const times: boolean[] = [];
  const handle = heardWriterHandler({
    writeHeard: async hasTime => {
      times.push(hasTime());
      return run;
    },
    log: heardLog(
      line => lines.push(JSON.parse(line)),
      () => new Date(0),
    ),
  });
  const end = await handle({}, { getRemainingTimeInMillis: () => remainingMs }).catch((error: Error) => error.message);
  return { lines, times, end };
};

describe('the heard-writer', () => {
  test('logs a run that put something on record, and nothing for the others', async () => {
    expect((await runWith(NOTHING)).lines).toEqual([]);
    const { lines, end } = await runWith({ ...NOTHING, recorded: 3, unused: 1 });
    expect(end).toBeUndefined();
    expect(lines).toEqual([
      {
        ...{ level: 'info', time: '1970-01-01T00:00:00.000Z', outcome: 'heard_recorded' },
        ...{ recorded: 3, unused: 1, failed: 0 },
      },
    ]);
  });

  test('fails with the first reason if a link failed, so that the alarm goes off', async () => {
    const firstFailure = { code: 'unavailable' as const, reason: 'audit_throttled', cause: new Error('slow down') };
    const { lines, end } = await runWith({ ...NOTHING, recorded: 2, failed: 1, firstFailure });
    expect(end).toContain('audit_throttled');
    expect(lines).toMatchObject([
      { level: 'error', outcome: 'heard_failed', reason: 'audit_throttled', recorded: 2, failed: 1 },
    ]);
  });

  test('begins with no more links when its time is nearly over', async () => {
    expect((await runWith(NOTHING, 31_000)).times).toEqual([true]);
    expect((await runWith(NOTHING, 29_000)).times).toEqual([false]);
  });
});
