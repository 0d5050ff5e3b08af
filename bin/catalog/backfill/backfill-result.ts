import { tableWriter } from '../../terminal/table.ts';
import type { BackfillCounts } from './backfill.ts';
import type { EventCounts } from './backfill-events.ts';

/** The result of a backfill. */
export interface BackfillResult {
  /** What was done with recordings. */
  readonly counts: BackfillCounts;
  /** What was done with TaskRouter's events. Absent without a workspace. */
  readonly events?: EventCounts;
  readonly complete: boolean;
}

/** Returns whether everything was read, and could be read. */
export const isWhole = ({ counts, events, complete }: BackfillResult): boolean =>
  complete && counts.unreadable === 0 && (events?.unreadable ?? 0) === 0;

const UNREADABLE_NOTE =
  '\nRecordings with unreadable details cannot be played, unless an earlier callback reported the details. What to do: ' +
  'docs/operations.md#encryption-details-unreadable\n';
const UNREADABLE_EVENTS_NOTE =
  '\nEvents that cannot be read say nothing about who handled a call. What to do: docs/operations.md#callbacks-malformed\n';

/** Formats the result as a table of recordings and, if they were read, one of events. */
export const resultText = (result: BackfillResult): string => {
  const { counts, events, complete } = result;
  const state = !complete ? 'stopped' : isWhole(result) ? 'complete' : 'some details unreadable';
  return [
    countsTable(state, 'recordings', [
      ['listed by Twilio', counts.listed],
      ['written: new, or facts were missing', counts.written],
      ['already known', counts.known],
      ['encrypted', counts.encrypted],
      ['encrypted, details unreadable', counts.unreadable],
      ['stored where the functions may not read', counts.elsewhere],
      ['skipped: not recordings of this account', counts.skipped],
    ]),
    ...(events
      ? [
          '\n',
          countsTable('', 'task events', [
            ['listed by TaskRouter', events.listed],
            ['written: facts were missing', events.written],
            ['already known', events.known],
            ['nothing about recordings', events.irrelevant],
            ['dropped: no room for more reports', events.dropped],
            ['unreadable', events.unreadable],
            ['skipped: not of this workspace', events.skipped],
          ]),
        ]
      : []),
    ...(counts.unreadable > 0 ? [UNREADABLE_NOTE] : []),
    ...(events && events.unreadable > 0 ? [UNREADABLE_EVENTS_NOTE] : []),
    ...(complete ? [] : ['\nThe same command continues from here.\n']),
  ].join('');
};

const countsTable = (title: string, what: string, rows: readonly (readonly [string, number])[]): string => {
  const table = tableWriter([
    { title, least: 42, overflow: 'wrap' },
    { title: what, least: 12, overflow: 'wrap' },
  ]);
  return table.header() + table.rows(rows.map(([name, count]) => [{ text: name }, { text: String(count) }]));
};
