import type { TimeRange } from '../../../lambda/domain/audit/chain/ports.ts';
import { UsageError } from '../../terminal/exit-code.ts';
import { earliest, FIRST_TIME, LAST_TIME, latest, parseTime } from './time-option.ts';

/** Which time is meant, as the command line gave it. */
export interface TimeOptions {
  readonly since?: string;
  readonly until?: string;
}

interface Times {
  readonly since: Date | undefined;
  readonly until: Date | undefined;
}

const ALL_OF_TIME = { from: FIRST_TIME.toISOString(), to: LAST_TIME.toISOString() };

/**
 * The range that the options name within `whole`. Where the two do not meet, it is empty and begins where it ends, for
 * DynamoDB refuses one that ends before it begins. Throws `UsageError`.
 */
export const timeRange = (options: TimeOptions, now: Date, whole: TimeRange = ALL_OF_TIME): TimeRange => {
  const { since, until } = timesOf(options, now);
  const from = latest(new Date(whole.from), since ?? FIRST_TIME);
  const to = earliest(earliest(new Date(whole.to), LAST_TIME), until ?? LAST_TIME);
  return { from: earliest(from, to).toISOString(), to: to.toISOString() };
};

/** The two times, checked. Throws `UsageError`. */
export const timesOf = (options: TimeOptions, now: Date): Times => {
  const since = options.since === undefined ? undefined : parseTime(options.since, now);
  const until = options.until === undefined ? undefined : parseTime(options.until, now);
  if (since && until && since >= until) {
    throw new UsageError(
      `--since ${options.since} has to be before --until ${options.until}. Example: --since 7d --until 1d`,
    );
  }
  return { since, until };
};

/**
 * The options with a beginning: `span`, such as `7d`, before their end, or before now if that comes first. Throws
 * `UsageError`.
 */
export const withDefaultSince = (options: TimeOptions, span: string, now: Date): TimeOptions => {
  if (options.since !== undefined) return options;
  const until = options.until === undefined ? now : parseTime(options.until, now);
  return { ...options, since: parseTime(span, earliest(until, now)).toISOString() };
};
