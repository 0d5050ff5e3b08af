import type { Command } from 'commander';
import { userArgument } from '../../deployment/sid-arguments.ts';
import type { ExitCode } from '../../terminal/exit-code.ts';
import { note } from '../../terminal/output.ts';
import { withHeardAfter } from '../heard/heard-rows.ts';
import { openTrail } from '../open-trail.ts';
import { type QueryOptions, withQueryOptions } from './query-options.ts';
import { showEvents } from './show-events.ts';
import { timeRange, withDefaultSince } from './time-range.ts';

/** Twilio's encoding of an e-mail address, in which `_40` stands for the `@`. */
export const IDENTITY = /^[^@]*_40/;
/** Default of `--since` for a search by identity, because such a search reads all events of the period. */
const IDENTITY_SEARCH_SINCE = '7d';
const DAY_MS = 86_400_000;
/** The period ends one day ahead: the clock of the function that wrote an event may be ahead of this one. */
const periodUpTo = (now: Date) => ({
  from: '2000-01-01T00:00:00.000Z',
  to: new Date(now.getTime() + DAY_MS).toISOString(),
});

/**
 * Adds `audit by-user`, with three forms of the argument:
 * - `WK…` and `user@example.com` use an index each. They read only the events of this user, over any period. The e-mail
 *   address finds the user under any worker SID.
 * - `user_40example_2Ecom` has no index. It reads all events of the period and keeps those of this user.
 */
export const addByUser = (program: Command, exitWith: (code: ExitCode) => void): void => {
  withQueryOptions(program.command('by-user'))
    .description('all events of one user')
    .argument(
      '<worker-sid | user>',
      `WK and 32 hexadecimal digits; an e-mail address; or an identity such as user_40example_2Ecom (default of --since: ${IDENTITY_SEARCH_SINCE} before now or --until)`,
    )
    .action(async (text: string, options: QueryOptions) => {
      if (IDENTITY.test(text)) return exitWith(await showByIdentity(text, options));
      const user = userArgument(text);
      const range = timeRange(options, new Date());
      const { trail, filters, progress } = await openTrail(options);
      if (user.by === 'worker') {
        exitWith(
          await showEvents(
            trail.readByWorker(user.workerSid, withHeardAfter(range, options), filters),
            { ...options, asked: range },
            progress,
          ),
        );
      } else {
        const events = trail.readByName(user.name, withHeardAfter(range, options), filters);
        exitWith(await showEvents(events, { ...options, named: 'user', asked: range }, progress));
      }
    });
};

const showByIdentity = async (identity: string, options: QueryOptions): Promise<ExitCode> => {
  const now = new Date();
  const range = timeRange(withDefaultSince(options, IDENTITY_SEARCH_SINCE, now), now, periodUpTo(now));
  const { trail, filters, progress } = await openTrail(options);
  note(
    `Reading all events from ${range.from} to ${range.to}, because there is no index by identity. A query by worker SID or e-mail address reads only the events of that user.\n`,
  );
  const byIdentity = [...filters, { anyOf: ['realm_user_id', 'identity'], equals: identity }];
  return showEvents(
    trail.readBetween(withHeardAfter(range, options), byIdentity),
    { ...options, asked: range },
    progress,
  );
};
