import { UsageError } from '../../terminal/exit-code.ts';

const DAY = /^\d{4}-\d\d-\d\d$/;

/** Checks that both are calendar days and in order. Throws `UsageError`. */
export const assertPeriod = (since: string, until: string | undefined): void => {
  assertDay('--since', since);
  if (until === undefined) return;
  assertDay('--until', until);
  // Days in this format compare like times.
  if (until >= since) return;
  throw new UsageError(`--since ${since} is after --until ${until}. Example: --since 2026-01-01 --until 2026-01-31`);
};

const assertDay = (option: string, text: string): void => {
  const date = new Date(DAY.test(text) ? text : Number.NaN);
  // JavaScript reads 31 February as 3 March.
  if (!Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)) return;
  throw new UsageError(`${option} "${text}" is not a day. Example: ${option} 2026-01-01`);
};
