import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { taskReportFrom, taskReportText } from '../../../../../lambda/adapters/dynamodb/task-report-text.ts';
import {
  handlingFrom,
  needlessReports,
  TASK_CREATION_SLACK_MS,
  type TaskReport,
} from '../../../../../lambda/domain/catalog/task-report.ts';

const T1 = `WT${'1'.repeat(32)}`;
const T2 = `WT${'2'.repeat(32)}`;
const [ANNA, BERT, EVE] = ['a', 'b', 'e'].map(digit => `WK${digit.repeat(32)}`) as [string, string, string];
const at = (second: number) => new Date(Date.UTC(2026, 10, 24, 3, 0, second));
const report = (second: number, taskSid: string, more: Partial<TaskReport> = {}): TaskReport => ({
  at: at(second),
  taskSid,
  ...more,
});

describe('the task reports about a recording', () => {
  test('give no agent when there are none', () => {
    expect(handlingFrom([])).toEqual({});
  });

  test('give the agent of the latest report of a task, after a transfer', () => {
    expect(
      handlingFrom([
        report(1, T1, { agentWorkerSid: ANNA, queue: 'Entry' }),
        report(5, T1, { agentWorkerSid: BERT, queue: 'Legal' }),
      ]),
    ).toEqual({ taskSid: T1, agentWorkerSid: BERT, queue: 'Legal' });
  });

  test('give the worker of the reservation that has the recording in its media, also after a transfer', () => {
    const reports = [
      report(1, T1, { agentWorkerSid: ANNA }),
      report(5, T1, { agentWorkerSid: BERT }),
      report(6, T1, { agentWorkerSid: ANNA, leg: true }),
      report(9, T1, { agentWorkerSid: BERT }),
    ];
    expect(handlingFrom(reports)).toMatchObject({ agentWorkerSid: ANNA });
  });

  test('keep the known agent when a later report names nobody', () => {
    const handled = report(1, T1, { agentWorkerSid: ANNA });
    expect(handlingFrom([handled, report(5, T1, { queue: 'Archive' })])).toMatchObject({
      agentWorkerSid: ANNA,
      queue: 'Archive',
    });
  });

  test.each([
    ['with an agent', { agentWorkerSid: ANNA }],
    ['with nothing', {}],
  ])('give the facts of the first task to name it, also when a later one comes %s', (_, facts) => {
    const first = report(1, T1, facts);
    const takeover = report(9, T2, { agentWorkerSid: EVE, queue: 'Mine' });
    expect(handlingFrom([first, takeover])).toEqual({ taskSid: T1, ...facts });
  });

  test('without a task count each for itself', () => {
    const unnamed = (second: number, agentWorkerSid: string) => ({ at: at(second), agentWorkerSid });
    expect(handlingFrom([unnamed(1, ANNA), unnamed(9, EVE)])).toEqual({ agentWorkerSid: ANNA });
  });

  const STARTED_AT = at(0);
  const created = (afterStartMs: number) => new Date(STARTED_AT.getTime() + afterStartMs);

  test.each([
    ['before the recording started', -60_000, ANNA],
    ['when the menu was done that the recording begins with', TASK_CREATION_SLACK_MS, ANNA],
    ['later', TASK_CREATION_SLACK_MS + 1, undefined],
  ])('of a task that was created %s (%i ms) give the agent %s', (_, afterStartMs, agentWorkerSid) => {
    const claim = report(1, T1, { taskCreatedAt: created(afterStartMs), agentWorkerSid: ANNA });
    expect(handlingFrom([claim], STARTED_AT).agentWorkerSid).toBe(agentWorkerSid);
  });

  test('give the facts of the call’s own task also when a younger task named the recording first', () => {
    const younger = report(1, T2, { taskCreatedAt: created(TASK_CREATION_SLACK_MS + 1), agentWorkerSid: EVE });
    const own = report(9, T1, { taskCreatedAt: created(-1), agentWorkerSid: ANNA });
    expect(handlingFrom([younger, own], STARTED_AT)).toEqual({ taskSid: T1, agentWorkerSid: ANNA });
  });

  test('of a younger task count only until the recording’s start is known', () => {
    const younger = report(1, T2, { taskCreatedAt: created(TASK_CREATION_SLACK_MS + 1), agentWorkerSid: EVE });
    expect(handlingFrom([younger])).toEqual({ taskSid: T2, agentWorkerSid: EVE });
    expect(handlingFrom([younger], STARTED_AT)).toEqual({});
  });

  const anyReport = fc
    .record({
      second: fc.nat(4),
      taskSid: fc.constantFrom(undefined, T1, T2),
      taskCreatedAt: fc.constantFrom(undefined, created(0), created(TASK_CREATION_SLACK_MS + 1)),
      agentWorkerSid: fc.constantFrom(undefined, ANNA, BERT, EVE),
      queue: fc.constantFrom(undefined, 'Entry', 'Legal'),
      naming: fc.constantFrom(undefined, false as const),
      leg: fc.constantFrom(undefined, true as const),
    })
    .map(({ second, ...rest }): TaskReport => {
      const known = Object.entries(rest).filter(([, value]) => value !== undefined);
      return { at: at(second), ...Object.fromEntries(known) };
    });
  const distinctReports = fc.uniqueArray(anyReport, { maxLength: 8, selector: taskReportText });
  const shuffled = distinctReports.chain(all =>
    fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
  );

  test('give the same result in any order', () => {
    fc.assert(
      fc.property(shuffled, ([all, inOtherOrder]) => {
        expect(handlingFrom(inOtherOrder, STARTED_AT)).toEqual(handlingFrom(all, STARTED_AT));
      }),
      { numRuns: 500 },
    );
  });

  test('give the same result when unneeded reports are removed on arrival', () => {
    fc.assert(
      fc.property(shuffled, ([all, inOtherOrder]) => {
        let kept: TaskReport[] = [];
        for (const one of inOtherOrder) {
          const joined = [...kept, one];
          const needless = needlessReports(joined);
          kept = joined.filter(report => !needless.includes(report));
        }
        for (const startedAt of [undefined, STARTED_AT]) {
          expect(handlingFrom(kept, startedAt)).toEqual(handlingFrom(all, startedAt));
        }
        expect(kept.filter(({ taskSid }) => taskSid === T1).length).toBeLessThanOrEqual(4);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a report in the table', () => {
  test.each([
    report(1, T1, { taskCreatedAt: at(0), agentWorkerSid: ANNA, queue: 'Entry "ü"' }),
    report(1, T1, { naming: false }),
    report(1, T1, { agentWorkerSid: ANNA, leg: true }),
    { at: at(1) },
  ])('is read as it was written: %j', one => {
    expect(taskReportFrom(taskReportText(one))).toEqual(one);
  });

  test.each(['', '{', 'null', '{}', '{"at":"yesterday"}', '{"at":"2026-11-24T03:00:00.000Z","agent":7}'])(
    'is not parsed from %j',
    text => {
      expect(taskReportFrom(text)).toBeUndefined();
    },
  );
});
