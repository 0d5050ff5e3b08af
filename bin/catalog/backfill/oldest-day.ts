import type { RecordingsPage } from './twilio-recordings.ts';

const DAY_MS = 86_400_000;

/** A question about a period of days; both are part of it. */
export interface OldestDayOptions {
  /** The first page of what was recorded in a period; undefined: stopped. */
  readonly firstPage: (since: string, until: string) => Promise<RecordingsPage | undefined>;
  readonly since: string;
  readonly until: string;
}

/**
 * The first day of a period on which something was recorded, by halving the period: nine questions for a year. Twilio
 * tells neither how many recordings there are nor which is the oldest. Undefined: there is none, or it was stopped.
 */
export const oldestDay = async ({ firstPage, since, until }: OldestDayOptions): Promise<Date | undefined> => {
  const isAnyUntil = async (day: number): Promise<boolean | undefined> => {
    const page = await firstPage(since, new Date(day * DAY_MS).toISOString().slice(0, 10));
    return page && page.recordings.length > 0;
  };
  let first = Date.parse(since) / DAY_MS;
  let last = Date.parse(until) / DAY_MS;
  if (!(await isAnyUntil(last))) return undefined;
  while (first < last) {
    const middle = Math.floor((first + last) / 2);
    const isAny = await isAnyUntil(middle);
    if (isAny === undefined) return undefined;
    if (isAny) last = middle;
    else first = middle + 1;
  }
  return new Date(first * DAY_MS);
};
