import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oldestDay } from '../../bin/catalog/backfill/oldest-day.ts';

const DAY_MS = 86_400_000;
const SINCE = '2026-01-01';
const UNTIL = '2026-12-31';
const dayText = (index: number) => new Date(Date.parse(SINCE) + index * DAY_MS).toISOString().slice(0, 10);

/** Twilio with a recording on each of these days of the year. */
const recordedOn = (days: readonly number[]) => {
  const asked: string[] = [];
  const firstPage = async (since: string, until: string) => {
    asked.push(until);
    return { recordings: days.map(dayText).filter(day => day >= since && day <= until) };
  };
  return { firstPage, asked };
};

describe('the oldest day of a period with a recording', () => {
  it('is found wherever it is, in ten questions at most', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.nat(364), { minLength: 1, maxLength: 20 }), async days => {
        const { firstPage, asked } = recordedOn(days);
        const found = await oldestDay({ firstPage, since: SINCE, until: UNTIL });
        expect(found?.toISOString().slice(0, 10)).toBe(dayText(Math.min(...days)));
        expect(asked.length).toBeLessThanOrEqual(10);
      }),
    );
  });

  it('is none where nothing was recorded, after one question', async () => {
    const { firstPage, asked } = recordedOn([]);
    expect(await oldestDay({ firstPage, since: SINCE, until: UNTIL })).toBeUndefined();
    expect(asked).toEqual([UNTIL]);
  });

  it('is not looked for any longer once it is stopped', async () => {
    const { firstPage, asked } = recordedOn([3]);
    const stoppedAfterTwo = async (since: string, until: string) =>
      asked.length === 2 ? undefined : await firstPage(since, until);
    expect(await oldestDay({ firstPage: stoppedAfterTwo, since: SINCE, until: UNTIL })).toBeUndefined();
    expect(asked).toHaveLength(2);
  });
});
