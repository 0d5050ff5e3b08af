import { type Datetime, type Duration, EvaluationError, long64 } from './value.ts';

const DAY_MS = 86_400_000n;
const DATETIME = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d:\d\d)(\.\d{3})?(?:Z|([+-])(\d\d)(\d\d)))?$/;
const DURATION = /^(-)?(?=\d)(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;
/** Milliseconds per unit of a duration, in the order in which the pattern captures the units. */
const UNIT_MS = [DAY_MS, 3_600_000n, 60_000n, 1_000n, 1n];

export const datetimeOf = (epochMs: bigint): Datetime => ({ kind: 'datetime', key: long64(epochMs) });
export const durationOf = (ms: bigint): Duration => ({ kind: 'duration', key: long64(ms) });

/** Cedar's `datetime("…")`: a date, or a date and time with `Z` or an offset such as `+0130`. */
export const datetime = (text: string): Datetime => {
  const [, date, time = '00:00:00', fraction = '.000', sign, hours, minutes] = DATETIME.exec(text) ?? [];
  const iso = `${date}T${time}${fraction}Z`;
  const utcMs = Date.parse(iso);
  // Date accepts a day that the month does not have, such as 30 February, and turns it into a day of the next month.
  if (Number.isNaN(utcMs) || new Date(utcMs).toISOString() !== iso) throw new EvaluationError('not a datetime');
  if (sign === undefined) return datetimeOf(BigInt(utcMs));
  if (Number(hours) > 23 || Number(minutes) > 59) throw new EvaluationError('not a datetime');
  const offsetMs = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return datetimeOf(BigInt(sign === '+' ? utcMs - offsetMs : utcMs + offsetMs));
};

/** Cedar's `duration("…")`, such as `1d2h3m4s5ms` or `-90m`. */
export const duration = (text: string): Duration => {
  const [matched, sign, ...parts] = DURATION.exec(text) ?? [];
  if (matched === undefined) throw new EvaluationError('not a duration');
  const ms = UNIT_MS.reduce((sum, unitMs, index) => sum + BigInt(parts[index] ?? 0) * unitMs, 0n);
  return durationOf(sign ? -ms : ms);
};

/** Returns the start of the day, UTC. */
export const toDate = ({ key }: Datetime): Datetime => datetimeOf(key - timeOfDayMs(key));
/** Returns the time since the start of the day, UTC. */
export const toTime = ({ key }: Datetime): Duration => durationOf(timeOfDayMs(key));

const timeOfDayMs = (epochMs: bigint): bigint => ((epochMs % DAY_MS) + DAY_MS) % DAY_MS;
