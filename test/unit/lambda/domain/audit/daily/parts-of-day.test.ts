import { describe, expect, test } from 'vitest';
import { windowAt } from '../../../../../../lambda/domain/audit/chain/event-window.ts';
import { CYCLE_DAYS, partsOfDay } from '../../../../../../lambda/domain/audit/daily/parts-of-day.ts';

const DAY_MS = 86_400_000;
const NOW = new Date('2026-11-24T02:30:00.000Z');
const oldest = (time: string) => windowAt(Date.parse(time));
const daysLater = (days: number) => new Date(NOW.getTime() + days * DAY_MS);

describe('the parts of a day', () => {
  test('are only the last days of a young archive', () => {
    const parts = partsOfDay(oldest('2026-11-23T10:00:00.000Z'), NOW, NOW);
    expect(parts).toEqual([{ since: new Date('2026-11-21T00:00:00.000Z'), until: undefined }]);
  });

  test('cover the whole archive within the cycle, and each week of the past on one day', () => {
    const first = oldest('2020-02-01T13:15:00.000Z');
    const covered = new Map<number, number>();
    for (let run = 0; run < CYCLE_DAYS; run += 1) {
      const [, ...past] = partsOfDay(first, daysLater(run), daysLater(run));
      for (const { since, until } of past) {
        for (let day = since.getTime(); day < (until?.getTime() ?? 0); day += DAY_MS) {
          covered.set(day, (covered.get(day) ?? 0) + 1);
        }
      }
    }
    const recent = Date.parse('2026-11-21T00:00:00.000Z');
    for (let day = Date.parse('2020-02-01T00:00:00.000Z'); day < recent; day += DAY_MS) {
      expect([new Date(day).toISOString(), covered.get(day)]).toEqual([new Date(day).toISOString(), 1]);
    }
  });

  test('grow with the archive by one week for each thirty weeks', () => {
    const counts = Array.from(
      { length: CYCLE_DAYS },
      (_, run) => partsOfDay(oldest('2019-11-24T00:00:00.000Z'), daysLater(run), daysLater(run)).length - 1,
    );
    expect(Math.max(...counts) - Math.min(...counts)).toBe(1);
    expect(Math.max(...counts)).toBe(13);
  });

  test('do not overlap: a week that reaches into the last days ends where these begin', () => {
    for (let run = 0; run < CYCLE_DAYS; run += 1) {
      const [recent, ...past] = partsOfDay(oldest('2026-10-01T00:00:00.000Z'), daysLater(run), NOW);
      for (const { until } of past) expect(until?.getTime()).toBeLessThanOrEqual(recent?.since.getTime() ?? 0);
    }
  });

  test('are those of the day whose turn it is, also when the run is later', () => {
    const first = oldest('2020-02-01T00:00:00.000Z');
    const [, ...missed] = partsOfDay(first, NOW, NOW);
    expect(missed.length).toBeGreaterThan(0);
    expect(partsOfDay(first, NOW, daysLater(2)).slice(1)).toEqual(missed);
    expect(partsOfDay(first, daysLater(1), daysLater(1)).slice(1)).not.toEqual(missed);
  });
});
