import type { Failure } from '../../shared/failure.ts';
import { parseDigest } from './digest.ts';
import { type EventWindow, windowAfter, windowHolding, windowsFrom } from './event-window.ts';
import type { ArchiveReader, AuditTrail } from './ports.ts';
import { catchDamage, type DigestedWindow, readDigestedEvents } from './read-digested-events.ts';
import { keyText, type StoredItem } from './stored-item.ts';
import { orStreamFailure } from './stream-failure.ts';

/** Each run searches the hour before its window for late events. */
const LOOK_BACK_WINDOWS = 4;
/** The run for a day's first window searches two days, so an event that is up to a day late is found, too. */
export const SWEEP_WINDOWS = 2 * 24 * 4;

/** Returns how many windows before this one are searched for late events when it is closed. */
const lookBackWindows = (window: EventWindow): number =>
  window.name.endsWith('/T0000') ? SWEEP_WINDOWS : LOOK_BACK_WINDOWS;

interface LateArrivalSources {
  readonly trail: AuditTrail;
  readonly archive: ArchiveReader;
}

/** The result of `findLateArrivals`. */
export interface LateArrivals {
  readonly items: readonly StoredItem[];
  /** The file of a digested window is damaged, so late events may be missing until an operator repairs it. */
  readonly damage: Failure | undefined;
}

/**
 * Returns the events of earlier, closed windows that no events file has yet, in order.
 *
 * First compares the number of items in the index with the number of events in the archive, and reads only windows whose
 * numbers differ. These are very few, so searching far back costs little. (If one item was deleted for each inserted one,
 * the numbers agree; `verify` finds this.) Skips a window without a digest: it is before the chain's beginning, or its
 * digest was removed, and its events would be archived twice. For the same reason, skips a window if its file or a file
 * with its late events is damaged: its late events stay in the table until the file is repaired, and the chain continues.
 * Memory: the keys of one window. Throws `StreamFailure`.
 */
export const findLateArrivals = async (sources: LateArrivalSources, window: EventWindow): Promise<LateArrivals> => {
  const before = windowsFrom(windowAfter(window, -lookBackWindows(window)), windowAfter(window, -1));
  const { archived, ...counted } = await countArchived(sources.archive, before);
  let { damage } = counted;
  const items: StoredItem[] = [];
  for (const earlier of archived) {
    const stored = orStreamFailure(await sources.trail.countBetween(earlier));
    if (stored === earlier.onTime + earlier.lateKeys.length) continue;
    damage =
      (await catchDamage(async () => void items.push(...(await findItemsWithoutEvent(sources, earlier))))) ?? damage;
  }
  return { items, damage };
};

interface ArchivedWindow extends DigestedWindow {
  /** Number of its events in its own file. */
  readonly onTime: number;
  /** Keys of its events in later files. */
  readonly lateKeys: string[];
}

/** Returns what the archive has for each of these windows, in order, according to the digests. */
const countArchived = async (
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
    const damaged = await catchDamage(() => noteLateKeys(archive, digested, archived));
    if (!damaged) continue;
    // Its late events may be of any earlier window, so those are skipped.
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
  for await (const { item, late } of readDigestedEvents(archive, window)) {
    if (late) windowHolding(windows, item.event_key)?.lateKeys.push(keyText(item));
  }
};

/** Returns the items of a window that are neither in its own file nor, as late events, in a later one. */
const findItemsWithoutEvent = async (
  { trail, archive }: LateArrivalSources,
  window: ArchivedWindow,
): Promise<StoredItem[]> => {
  const archived = new Set(window.lateKeys);
  for await (const { item, late } of readDigestedEvents(archive, window)) if (!late) archived.add(keyText(item));
  const items: StoredItem[] = [];
  for await (const item of trail.readBetween(window)) if (!archived.has(keyText(item))) items.push(item);
  return items;
};
