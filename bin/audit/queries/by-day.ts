import type { Command } from 'commander';
import { windowAfter, windowAt } from '../../../lambda/domain/audit/chain/event-window.ts';
import type { ExitCode } from '../../terminal/exit-code.ts';
import { withHeardAfter } from '../heard/heard-rows.ts';
import { openTrail } from '../open-trail.ts';
import { type QueryOptions, withQueryOptions } from './query-options.ts';
import { showEvents } from './show-events.ts';
import { parseDay } from './time-option.ts';
import { timeRange } from './time-range.ts';

const WINDOWS_OF_A_DAY = 96;

/** Adds `audit by-day 2026-11-24`, which prints all events of one day (UTC), oldest first. */
export const addByDay = (program: Command, exitWith: (code: ExitCode) => void): void => {
  withQueryOptions(program.command('by-day'))
    .description('all events of one day (UTC)')
    .argument('<day>', 'such as 2026-11-24')
    .action(async (text: string, options: QueryOptions) => {
      const midnight = windowAt(Date.parse(parseDay(text)));
      const day = { from: midnight.from, to: windowAfter(midnight, WINDOWS_OF_A_DAY).from };
      const range = timeRange(options, new Date(), day);
      const { trail, filters, progress } = await openTrail(options);
      exitWith(
        await showEvents(
          trail.readBetween(withHeardAfter(range, options), filters),
          { ...options, asked: range },
          progress,
        ),
      );
    });
};
