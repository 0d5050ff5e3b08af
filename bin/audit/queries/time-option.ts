import { UsageError } from '../../terminal/exit-code.ts';

const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
const AGO = /^(\d{1,5})([mhdw])$/;
const ISO = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/;

/** The first and the last time with a year of four digits. Only between them do event keys sort by time. */
export const FIRST_TIME = new Date('0000-01-01T00:00:00.000Z');
export const LAST_TIME = new Date('9999-12-31T23:59:59.999Z');

/**
 * Parses a time on the command line: a date (midnight UTC), a date and time with a zone, or a duration before now.
 * Limits the result to `FIRST_TIME` and `LAST_TIME`, which a zone or a long duration may exceed. Throws `UsageError`.
 */
export const parseTime = (text: string, now: Date): Date => {
  const [, count, unit] = AGO.exec(text) ?? [];
  if (count && unit) return withinTime(new Date(now.getTime() - Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS]));
  const time = ISO.test(text) ? new Date(text) : undefined;
  if (time && isOnTheCalendar(text, time)) return withinTime(time);
  throw new UsageError(`"${text}" is not a time. Examples: 2026-11-24, 2026-11-24T08:30Z, 7d (seven days ago), 90m.`);
};

/** Checks that a text is a calendar day, and returns it. Throws `UsageError`. */
export const parseDay = (text: string): string => {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(text) : undefined;
  if (time && isOnTheCalendar(text, time)) return text;
  throw new UsageError(`"${text}" is not a day. Example: flex-audit by-day 2026-11-24`);
};

/** Returns whether the day exists. JavaScript reads 30 February as 2 March. */
const isOnTheCalendar = (text: string, time: Date): boolean => {
  if (Number.isNaN(time.getTime())) return false;
  const day = text.slice(0, 10);
  return new Date(day).toISOString().startsWith(day);
};

const withinTime = (time: Date): Date => latest(FIRST_TIME, earliest(time, LAST_TIME));

export const earliest = (a: Date, b: Date): Date => (a <= b ? a : b);
export const latest = (a: Date, b: Date): Date => (a >= b ? a : b);
