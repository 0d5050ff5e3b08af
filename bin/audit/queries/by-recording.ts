import type { Command } from 'commander';
import { CHAIN_KEY } from '../../../lambda/domain/audit/events/chain-event.ts';
import { POLICIES_KEY } from '../../../lambda/domain/audit/events/rule-event.ts';
import { isGroupSid } from '../../../lambda/domain/shared/recording-group.ts';
import { parseRecordingSid } from '../../../lambda/domain/shared/recording-sid.ts';
import { type ExitCode, UsageError } from '../../terminal/exit-code.ts';
import { withHeardAfter } from '../heard/heard-rows.ts';
import { openTrail } from '../open-trail.ts';
import { type QueryOptions, withQueryOptions } from './query-options.ts';
import { showEvents } from './show-events.ts';
import { timeRange } from './time-range.ts';

/** Adds `audit by-recording RE…`, which prints all events of one recording, oldest first. */
export const addByRecording = (program: Command, exitWith: (code: ExitCode) => void): void => {
  withQueryOptions(program.command('by-recording'))
    .description('all events of one recording')
    .argument(
      '<recording-sid>',
      `RE and 32 hexadecimal digits; CA, CF or WT: requests that found no recording; ${CHAIN_KEY}: verifications; ${POLICIES_KEY}: deployed policies`,
    )
    .action(async (text: string, options: QueryOptions) => {
      const sid = isGroupSid(text) || text === CHAIN_KEY || text === POLICIES_KEY ? text : parseRecordingSid(text);
      if (!sid) throw new UsageError(`"${text}" is not a recording SID. Example: flex-audit by-recording ${EXAMPLE}`);
      const range = timeRange(options, new Date());
      const { trail, filters, progress } = await openTrail(options);
      exitWith(
        await showEvents(
          trail.readByRecording(sid, withHeardAfter(range, options), filters),
          { ...options, named: 'recording', asked: range },
          progress,
        ),
      );
    });
};

const EXAMPLE = `RE${'0123456789abcdef'.repeat(2)}`;
