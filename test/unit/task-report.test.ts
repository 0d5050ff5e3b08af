import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { taskReportFrom, taskReportText } from '../../lambda/adapters/dynamodb/task-report-text.ts';
import { handlingFrom, type TaskReport } from '../../lambda/domain/catalog/task-report.ts';

const T1 = `WT${'1'.repeat(32)}`;
const T2 = `WT${'2'.repeat(32)}`;
const [ANNA, BERT, EVE] = ['a', 'b', 'e'].map(digit => `WK${digit.repeat(32)}`) as [string, string, string];
const at = (second: number) => new Date(Date.UTC(2026, 10, 24, 3, 0, second));
const report = (second: number, taskSid: string, more: Partial<TaskReport> = {}): TaskReport => ({
  at: at(second),
  taskSid,
  ...more,
});

describe('of the reports about a recording', () => {
  it('none say nothing', () => {
    expect(handlingFrom([])).toEqual({});
  });

  it('the latest of a task counts: the call went on to another agent', () => {
    expect(
      handlingFrom([
        report(1, T1, { agentWorkerSid: ANNA, queue: 'Entry', team: 'Billing' }),
        report(5, T1, { agentWorkerSid: BERT, queue: 'Legal', team: 'Lawyers' }),
      ]),
    ).toEqual({ taskSid: T1, agentWorkerSid: BERT, queue: 'Legal', team: 'Lawyers' });
  });

  it('no team is taken that belongs to an agent before', () => {
    expect(
      handlingFrom([
        report(1, T1, { agentWorkerSid: ANNA, queue: 'Entry', team: 'Billing' }),
        report(5, T1, { agentWorkerSid: BERT }),
      ]),
    ).toEqual({ taskSid: T1, agentWorkerSid: BERT, queue: 'Entry' });
  });

  it('one that names nobody leaves the agent who is known', () => {
    const handled = report(1, T1, { agentWorkerSid: ANNA, team: 'Billing' });
    expect(handlingFrom([handled, report(5, T1, { queue: 'Archive' })])).toMatchObject({
      agentWorkerSid: ANNA,
      queue: 'Archive',
      team: 'Billing',
    });
  });

  it.each([
    ['with an agent', { agentWorkerSid: ANNA, team: 'Billing' }],
    ['with nothing', {}],
  ])('those of a task that names it later take nothing over from the first, be it %s', (_, facts) => {
    const first = report(1, T1, facts);
    const takeover = report(9, T2, { agentWorkerSid: EVE, queue: 'Mine', team: 'Thieves' });
    expect(handlingFrom([first, takeover])).toEqual({ taskSid: T1, ...facts });
  });

  it('those that name no task belong together with none', () => {
    const unnamed = (second: number, agentWorkerSid: string) => ({ at: at(second), agentWorkerSid });
    expect(handlingFrom([unnamed(1, ANNA), unnamed(9, EVE)])).toEqual({ agentWorkerSid: ANNA });
  });

  it('the answer does not depend on the order in which they came', () => {
    const facts = {
      agentWorkerSid: fc.constantFrom(undefined, ANNA, BERT, EVE),
      queue: fc.constantFrom(undefined, 'Entry', 'Legal'),
      team: fc.constantFrom(undefined, 'Billing'),
    };
    const anyReport = fc
      .record({ second: fc.nat(4), taskSid: fc.constantFrom(undefined, T1, T2), ...facts })
      .map(({ second, ...rest }) => JSON.parse(JSON.stringify({ ...rest, second })))
      .map(({ second, ...rest }): TaskReport => ({ ...rest, at: at(second) }));
    const distinct = fc.uniqueArray(anyReport, { maxLength: 6, selector: taskReportText });
    fc.assert(
      fc.property(
        distinct.chain(all => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, shuffled]) => {
          expect(handlingFrom(shuffled)).toEqual(handlingFrom(all));
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('a report in the table', () => {
  it.each([report(1, T1, { agentWorkerSid: ANNA, queue: 'Entry "ü"', team: 'Billing' }), { at: at(1) }])(
    'is read as it was written: %j',
    one => {
      expect(taskReportFrom(taskReportText(one))).toEqual(one);
    },
  );

  it.each(['', '{', 'null', '{}', '{"at":"yesterday"}', '{"at":"2026-11-24T03:00:00.000Z","agent":7}'])(
    'is none when it is %j',
    text => {
      expect(taskReportFrom(text)).toBeUndefined();
    },
  );
});
