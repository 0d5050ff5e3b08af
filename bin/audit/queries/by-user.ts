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
/** A search by name reads every event of its time. */
const NAME_SEARCH_SINCE = '7d';
const DAY_MS = 86_400_000;
/** A day ahead: whoever wrote an event may have a clock of their own. */
const upTo = (now: Date) => ({
  from: '2000-01-01T00:00:00.000Z',
  to: new Date(now.getTime() + DAY_MS).toISOString(),
});

/**
 * `audit by-user WK…` reads the person's own index: only their events, over any time.
 * `audit by-user user@example.com` has no index: it reads every event of the time, of all people, and keeps the
 * person's. So it finds them under every worker SID they ever had, for what reading that time by day costs.
 */
export const addByUser = (program: Command, exitWith: (code: ExitCode) => void): void => {
  withQueryOptions(program.command('by-user'))
    .description('what one person asked for')
    .argument(
      '<worker-sid | user>',
      `WK and 32 hexadecimal digits; or a name such as user@example.com (without --since of ${NAME_SEARCH_SINCE} up to now, or to --until)`,
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
          `"${text}" is neither a worker's SID nor a user. Examples: audit by-user WK${'0123456789abcdef'.repeat(2)}, audit by-user user@example.com`,
        );
      }
      const range = timeRange(withDefaultSince(options, NAME_SEARCH_SINCE, now), now, upTo(now));
      const { trail, filters, progress } = await openTrail(options);
      note(
        `Reading every event from ${range.from} to ${range.to}: there is no index by name. By worker SID only the person's own are read.\n`,
      );
      const byName = [...filters, { anyOf: ['realm_user_id', 'identity'], equals: text }];
      exitWith(await showEvents(trail.between(range, byName), options, progress));
    });
};
