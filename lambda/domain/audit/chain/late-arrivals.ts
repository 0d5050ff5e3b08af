import type { Failure } from '../../shared/failure.ts';
import { parseDigest } from './digest.ts';
import { type DigestedWindow, damageOf, digestedEvents } from './digested-events.ts';
import { type EventWindow, windowAfter, windowHolding, windowsFrom } from './event-window.ts';
import type { ArchiveReader, AuditTrail } from './ports.ts';
import { keyText, type StoredItem } from './stored-item.ts';
import { orStreamFailure } from './stream-failure.ts';

/** Each run looks for late arrivals in the hour before its window. */
const LOOK_BACK_WINDOWS = 4;
/** The day's first window looks through two days: whatever was late, an outage of the index too, is found a day later. */
export const SWEEP_WINDOWS = 2 * 24 * 4;

/** How many windows before this one are searched for late arrivals when it is closed. */
const lookBackWindows = (window: EventWindow): number =>
  window.name.endsWith('/T0000') ? SWEEP_WINDOWS : LOOK_BACK_WINDOWS;

interface LateArrivalSources {
  readonly trail: AuditTrail;
  readonly archive: ArchiveReader;
}

/** What `lateArrivals` found. */
export interface LateArrivals {
  readonly items: readonly StoredItem[];
  /** A digested window's file is damaged: whether there are others, nobody can say until it is mended. */
  readonly damage: Failure | undefined;
}

/**
 * The events of earlier, closed windows that no events file holds yet, in order.
 *
 * Windows are counted first, in the index and in the archive, and only those whose counts differ are read: that is next
 * to none, so that looking far back costs little. (An item deleted for each one inserted would go unnoticed here, but not
 * by `verify`.) A window without a digest is passed over: it lies before the chain's beginning, or its digest was removed;
 * taking its events for late ones would digest them twice. So is, for the same reason, a window whose file or whose late
 * events' file is damaged: what is late of it waits in the table until the file is mended, and the chain goes on.
 * Memory: the keys of one window. Throws `StreamFailure`.
 */
export const lateArrivals = async (sources: LateArrivalSources, window: EventWindow): Promise<LateArrivals> => {
  const before = windowsFrom(windowAfter(window, -lookBackWindows(window)), windowAfter(window, -1));
  const { archived, ...counted } = await archivedCounts(sources.archive, before);
  let { damage } = counted;
  const items: StoredItem[] = [];
  for (const earlier of archived) {
    const stored = orStreamFailure(await sources.trail.countBetween(earlier));
    if (stored === earlier.onTime + earlier.lateKeys.length) continue;
    damage = (await damageOf(async () => void items.push(...(await itemsWithoutEvent(sources, earlier))))) ?? damage;
  }
  return { items, damage };
};

interface ArchivedWindow extends DigestedWindow {
  /** How many of its events its own file holds. */
  readonly onTime: number;
  /** Keys of its events that later files hold. */
  readonly lateKeys: string[];
}

/** What the archive holds of each of these windows, in order, according to the digests. */
const archivedCounts = async (
  archive: ArchiveReader,
  windows: Iterable<EventWindow>,
): Promise<{ readonly archived: readonly ArchivedWindow[]; readonly damage: Failure | undefined }> => {
  let archived: ArchivedWindow[] = [];
  let damage: Failure | undefined;
  for (const window of windows) {
    const digest = parseDigest(orStreamFailure(await archive.readDigest(window)) ?? '');
    if (digest?.window.from !== window.from) continue;
    const digested = { ...window, digest, onTime: digest.count - digest.late_count, lateKeys: [] };
    archived.push(digested);
    if (digest.late_count === 0) continue;
    const damaged = await damageOf(() => noteLateKeys(archive, digested, archived));
    if (!damaged) continue;
    // The late events that it held may have been of any window before.
    archived = [digested];
    damage = damaged;
  }
  return { archived, damage };
};

const noteLateKeys = async (
  archive: ArchiveReader,
  window: DigestedWindow,
  windows: readonly ArchivedWindow[],
): Promise<void> => {
  for await (const { item, late } of digestedEvents(archive, window)) {
    if (late) windowHolding(windows, item.event_key)?.lateKeys.push(keyText(item));
  }
};

/** The items of a window that neither its own file holds nor, as late arrivals, a later one. */
const itemsWithoutEvent = async (
  { trail, archive }: LateArrivalSources,
  window: ArchivedWindow,
): Promise<StoredItem[]> => {
  const archived = new Set(window.lateKeys);
  for await (const { item, late } of digestedEvents(archive, window)) if (!late) archived.add(keyText(item));
  const items: StoredItem[] = [];
  for await (const item of trail.between(window)) if (!archived.has(keyText(item))) items.push(item);
  return items;
};
