import { type EventWindow, newestClosedWindow, windowAfter, windowAt } from '../chain/event-window.ts';
import { SWEEP_WINDOWS } from '../chain/late-arrivals.ts';
import { orStreamFailure } from '../chain/stream-failure.ts';
import type { ListableArchive } from './ports.ts';

/** A digest is overdue when its window has been closed for longer than the schedule's period and one run. */
const OVERDUE_MS = 20 * 60_000;
/** How far ahead of this clock a digest or an item may be before it is foreign. */
export const FUTURE_MS = 24 * 60 * 60_000;

/**
 * What the auditor asks for. A copy of the archive may end earlier than the archive: after its last digest nothing is
 * missed, unless `until` says that it must be there.
 */
export interface RangeQuestion {
  readonly since: Date | undefined;
  readonly until: Date | undefined;
  readonly now: Date;
  readonly isCopy: boolean;
}

/** Which windows have to hold. */
export interface AuditedRange {
  readonly first: EventWindow;
  readonly last: EventWindow;
  /** Late arrivals of the range may stand in files up to here. */
  readonly lastWithLate: EventWindow;
  /** The oldest window of the archive: nothing before it is covered. */
  readonly oldest: EventWindow;
  /** What was asked for begins before the archive does. */
  readonly reachesBeginning: boolean;
  /** What was asked for ends here; undefined when everything up to now was. */
  readonly until: Date | undefined;
  /** A digest that lies far in the future, and thus is no digest of this product. */
  readonly fromTheFuture: EventWindow | undefined;
}

/** The range to verify; undefined when the archive has no digest in it and none is due. Throws `StreamFailure`. */
export const auditedRange = async (
  archive: ListableArchive,
  { since, until, now, isCopy }: RangeQuestion,
): Promise<AuditedRange | undefined> => {
  const oldest = orStreamFailure(await archive.oldestDigest());
  if (!oldest) return undefined;
  const newest = orStreamFailure(await archive.newestDigest(LAST_WINDOW_OF_ALL));
  const horizon = windowAt(now.getTime() + FUTURE_MS);
  const head = orStreamFailure(await archive.newestDigest(horizon)) ?? oldest;

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
