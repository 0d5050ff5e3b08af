import { type EventWindow, newestClosedWindow, windowAfter, windowAt } from '../chain/event-window.ts';
import { SWEEP_WINDOWS } from '../chain/find-late-arrivals.ts';
import { orStreamFailure } from '../chain/stream-failure.ts';
import type { ListableArchive } from './ports.ts';

/** A digest is overdue if its window has been due for longer than the schedule's period and one run. */
const OVERDUE_MS = 20 * 60_000;
/** How far ahead of this clock a digest or an item may be. A later one is a finding. */
export const FUTURE_MS = 24 * 60 * 60_000;

/**
 * The range that the auditor asks for. A copy of the archive may end earlier than the archive, so no digest after its last
 * one is missing, unless the range has an `until`.
 */
export interface RangeQuestion {
  readonly since: Date | undefined;
  readonly until: Date | undefined;
  readonly now: Date;
  readonly isCopy: boolean;
}

/** The windows to verify. */
export interface AuditedRange {
  readonly first: EventWindow;
  readonly last: EventWindow;
  /** The last window whose file may have late events of the range. */
  readonly lastWithLate: EventWindow;
  /** The oldest window of the archive. No digest covers events before it. */
  readonly oldest: EventWindow;
  /** The auditor's range begins before the archive. */
  readonly reachesBeginning: boolean;
  /** The end of the auditor's range; undefined if it has none. */
  readonly until: Date | undefined;
  /** A window far in the future that has a digest. This product did not write it. */
  readonly fromTheFuture: EventWindow | undefined;
}

/** Returns the range to verify; undefined if the archive has no digest in it and none is due. Throws `StreamFailure`. */
export const findAuditedRange = async (
  archive: ListableArchive,
  { since, until, now, isCopy }: RangeQuestion,
): Promise<AuditedRange | undefined> => {
  const oldest = orStreamFailure(await archive.findOldestDigest());
  if (!oldest) return undefined;
  const newest = orStreamFailure(await archive.findNewestDigest(LAST_WINDOW_OF_ALL));
  const horizon = windowAt(now.getTime() + FUTURE_MS);
  const head = orStreamFailure(await archive.findNewestDigest(horizon)) ?? oldest;

  const due = isCopy && !until ? head : newestClosedWindow(now.getTime() - OVERDUE_MS);
  const end = latest(head, due);
  const first = since ? latest(windowAt(since.getTime()), oldest) : oldest;
  const last = until ? earliest(windowAt(until.getTime() - 1), end) : end;
  if (last.fromMs < first.fromMs) return undefined;
  return {
    first,
    last,
    lastWithLate: latest(last, earliest(head, windowAfter(last, SWEEP_WINDOWS))),
    oldest,
    reachesBeginning: !since || since.getTime() < oldest.fromMs,
    until,
    fromTheFuture: newest && newest.fromMs > horizon.fromMs ? newest : undefined,
  };
};

const LAST_WINDOW_OF_ALL = windowAt(Date.parse('9999-12-31T23:45:00.000Z'));

const latest = (a: EventWindow, b: EventWindow): EventWindow => (a.fromMs >= b.fromMs ? a : b);
const earliest = (a: EventWindow, b: EventWindow): EventWindow => (a.fromMs <= b.fromMs ? a : b);
