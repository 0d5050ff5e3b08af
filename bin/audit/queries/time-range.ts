import type { TimeRange } from '../../../lambda/domain/audit/chain/ports.ts';
import { UsageError } from '../../terminal/exit-code.ts';
import { earliest, FIRST_TIME, LAST_TIME, latest, parseTime } from './time-option.ts';

/** The options that limit the period. */
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
 * Returns the part of `whole` that the options select. If they do not overlap, the range is empty and starts where it
 * ends, because DynamoDB rejects a range that ends before it starts. Throws `UsageError`.
 */
export const timeRange = (options: TimeOptions, now: Date, whole: TimeRange = ALL_OF_TIME): TimeRange => {
  const { since, until } = timesOf(options, now);
  const from = latest(new Date(whole.from), since ?? FIRST_TIME);
  const to = earliest(earliest(new Date(whole.to), LAST_TIME), until ?? LAST_TIME);
  return { from: earliest(from, to).toISOString(), to: to.toISOString() };
};

/** Parses both times and checks their order. Throws `UsageError`. */
export const timesOf = (options: TimeOptions, now: Date): Times => {
  const since = options.since === undefined ? undefined : parseTime(options.since, now);
  const until = options.until === undefined ? undefined : parseTime(options.until, now);
  if (since && until && since >= until) {
    throw new UsageError(
      `--since ${options.since} must be before --until ${options.until}. Example: --since 7d --until 1d`,
    );
  }
  return { since, until };
};

/**
 * Returns the options with a default for `since`: `span`, such as `7d`, before `until` or now, whichever is earlier.
 * Throws `UsageError`.
 */
export const withDefaultSince = (options: TimeOptions, span: string, now: Date): TimeOptions => {
  if (options.since !== undefined) return options;
  const until = options.until === undefined ? now : parseTime(options.until, now);
  return { ...options, since: parseTime(span, earliest(until, now)).toISOString() };
};
