import { type EventWindow, windowAfter } from '../chain/event-window.ts';
import type { StoredItemKey } from '../chain/stored-item.ts';
import { orStreamFailure } from '../chain/stream-failure.ts';
import { type CompareTrailOptions, compareTrail } from './compare-trail.ts';
import { type AuditedRange, FUTURE_MS } from './find-audited-range.ts';
import { findHiddenItems } from './find-hidden-items.ts';
import type { FindingReport, OnProgress } from './verify-report.ts';

/** Late events that are listed. All of them are counted. */
const LISTED_LATE_ARRIVALS = 100;

export interface CompareTableOptions extends Omit<CompareTrailOptions, 'last'> {
  readonly until: Date | undefined;
  /** How many events the archive has in the range, for the progress. */
  readonly events: number;
  /** Whether to read the whole table for items that its indexes hide. */
  readonly searchHidden: boolean;
  readonly onProgress: OnProgress;
}

/** The result for the table. */
export interface ComparedTable {
  /** Events that reached the table after their window was closed, and the keys of the first ones. */
  readonly late: number;
  readonly lateKeys: readonly StoredItemKey[];
  /** Events that the table no longer has, because their retention has ended. */
  readonly expired: number;
  /** Items of windows that have no digest yet. */
  readonly notDigestedYet: number;
}

/** Compares the archive's events with the table and, if asked to, searches the table for hidden items. Throws `StreamFailure`. */
export const compareTable = async (
  options: CompareTableOptions,
  range: AuditedRange,
  report: FindingReport,
): Promise<ComparedTable> => {
  const { archive, trail, windows, events, now, onProgress } = options;
  let [compared, late, expired] = [0, 0, 0];
  const lateKeys: StoredItemKey[] = [];
  for await (const { checked, findings } of compareTrail({ archive, trail, windows, last: range.last, now })) {
    if (checked) {
      onProgress('events', ++compared, events);
      if (checked.expired) expired += 1;
      if (checked.late) {
        late += 1;
        if (lateKeys.length < LISTED_LATE_ARRIVALS) lateKeys.push(checked.key);
      }
    }
    report.add(findings);
  }
  const notDigestedYet = await countNotDigested(options, range.last);
  if (options.searchHidden) await searchHiddenItems(options, range, report);
  return { late, lateKeys, expired, notDigestedYet };
};

const countNotDigested = async ({ trail, now, until }: CompareTableOptions, last: EventWindow): Promise<number> => {
  // A time less than `FUTURE_MS` ahead may come from a clock that is ahead of this one; a later time is a finding.
  const end = until ?? new Date(Math.max(now.getTime() + FUTURE_MS, last.fromMs + 1));
  const { from } = windowAfter(last);
  return windowAfter(last).fromMs < end.getTime()
    ? orStreamFailure(await trail.countBetween({ from, to: end.toISOString() }))
    : 0;
};

const searchHiddenItems = async (
  { trail, now, until, onProgress }: CompareTableOptions,
  { first, last, reachesBeginning }: AuditedRange,
  report: FindingReport,
): Promise<void> => {
  let searched = 0;
  const steps = findHiddenItems({
    trail,
    range: { from: first.from, to: last.to },
    reachesBeginning,
    future: until ? undefined : new Date(now.getTime() + FUTURE_MS).toISOString(),
  });
  for await (const { findings } of steps) {
    onProgress('items', ++searched, 0);
    report.add(findings);
  }
};
