import type { Command } from 'commander';
import { GROUP_INDEXES, type GroupedBy, parseRecordingGroup } from '../../../lambda/domain/shared/recording-group.ts';
import { type ExitCode, UsageError } from '../../terminal/exit-code.ts';
import { note } from '../../terminal/output.ts';
import { findRecordingsOfGroup } from '../catalog/group-recordings.ts';
import { withHeardAfter } from '../heard/heard-rows.ts';
import { openCatalog, openTrail } from '../open-trail.ts';
import { type CatalogQueryOptions, withCatalogQueryOptions } from './query-options.ts';
import { readEventsOfRecordings } from './read-events-of-recordings.ts';
import { showEvents } from './show-events.ts';
import { timeRange } from './time-range.ts';

const GROUPS: readonly { readonly by: GroupedBy; readonly title: string; readonly prefix: string }[] = [
  { by: 'call_sid', title: 'call', prefix: 'CA' },
  { by: 'task_sid', title: 'task', prefix: 'WT' },
  { by: 'conference_sid', title: 'conference', prefix: 'CF' },
];

/**
 * Adds `audit by-call CA…`, `by-task WT…` and `by-conference CF…`. Each prints the events of all recordings that the
 * catalog knows of it, and of the requests for it that found no recording, oldest first.
 */
export const addByGroup = (program: Command, exitWith: (code: ExitCode) => void): void => {
  for (const { by, title, prefix } of GROUPS) {
    const name = GROUP_INDEXES[by];
    withCatalogQueryOptions(program.command(name))
      .description(`all events of the recordings of one ${title}`)
      .argument(`<${title}-sid>`, `${prefix} and 32 hexadecimal digits`)
      .action(async (text: string, options: CatalogQueryOptions) => {
        const group = parseRecordingGroup(by, text);
        if (!group) {
          throw new UsageError(
            `"${text}" is not a ${title} SID. Example: flex-audit ${name} ${prefix}${'0123456789abcdef'.repeat(2)}`,
          );
        }
        const range = timeRange(options, new Date());
        const recordingSids = await findRecordingsOfGroup(...(await openCatalog(options)), group);
        if (recordingSids.length === 0) note(`The catalog has no recording of ${group.sid}.\n`);
        const { trail, filters, progress } = await openTrail(options);
        // The event of a request that found no recording is stored under the SID of the request.
        const events = readEventsOfRecordings(
          trail,
          [group.sid, ...recordingSids],
          withHeardAfter(range, options),
          filters,
        );
        exitWith(await showEvents(events, { ...options, asked: range }, progress));
      });
  }
};
