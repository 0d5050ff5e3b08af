import type { Command } from 'commander';
import { type ExitCode, UsageError } from '../../terminal/exit-code.ts';
import { note } from '../../terminal/output.ts';
import { openTrail } from '../open-trail.ts';
import { type QueryOptions, withQueryOptions } from './query-options.ts';
import { showEvents } from './show-events.ts';
import { timeRange, withDefaultSince } from './time-range.ts';

const WORKER_SID = /^WK[0-9a-f]{32}$/;
/** An e-mail address, or Twilio's encoding of one, in which `_40` stands for the `@`. */
const NAME = /@|_40/;
/** Default of `--since` for a search by name, because such a search reads all events of the period. */
const NAME_SEARCH_SINCE = '7d';
const DAY_MS = 86_400_000;
/** The period ends one day ahead: the clock of the function that wrote an event may be ahead of this one. */
const periodUpTo = (now: Date) => ({
  from: '2000-01-01T00:00:00.000Z',
  to: new Date(now.getTime() + DAY_MS).toISOString(),
});

/**
 * Adds `audit by-user`, with two forms of the argument:
 * - `WK…` uses the index by worker. It reads only the events of this user, over any period.
 * - `user@example.com` has no index. It reads all events of the period and keeps those of this user, under any worker
 *   SID. It costs as much as reading the period by day.
 */
export const addByUser = (program: Command, exitWith: (code: ExitCode) => void): void => {
  withQueryOptions(program.command('by-user'))
    .description('all events of one user')
    .argument(
      '<worker-sid | user>',
      `WK and 32 hexadecimal digits; or a name such as user@example.com (default of --since: ${NAME_SEARCH_SINCE} before now or --until)`,
    )
    .action(async (text: string, options: QueryOptions) => {
      const now = new Date();
      if (WORKER_SID.test(text)) {
        const range = timeRange(options, now);
        const { trail, filters, progress } = await openTrail(options);
        exitWith(await showEvents(trail.ofWorker(text, range, filters), options, progress));
        return;
      }
      if (!NAME.test(text)) {
        throw new UsageError(
          `"${text}" is neither a worker SID nor a user name. Examples: audit by-user WK${'0123456789abcdef'.repeat(2)}, audit by-user user@example.com`,
        );
      }
      const range = timeRange(withDefaultSince(options, NAME_SEARCH_SINCE, now), now, periodUpTo(now));
      const { trail, filters, progress } = await openTrail(options);
      note(
        `Reading all events from ${range.from} to ${range.to}, because there is no index by name. A query by worker SID reads only the events of that worker.\n`,
      );
      const byName = [...filters, { anyOf: ['realm_user_id', 'identity'], equals: text }];
      exitWith(await showEvents(trail.between(range, byName), options, progress));
    });
};
