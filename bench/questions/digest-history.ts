import { closeDueWindows } from '../../lambda/domain/audit/chain/close-due-windows.ts';
import { type EventWindow, windowsBetween } from '../../lambda/domain/audit/chain/event-window.ts';
import type { AuditArchive, AuditTrail, DigestSigner, TimeRange } from '../../lambda/domain/audit/chain/ports.ts';
import type { StoredItem } from '../../lambda/domain/audit/chain/stored-item.ts';
import { ok } from '../../lambda/domain/shared/result.ts';

const DAY_MS = 86_400_000;
/** Days kept in memory: at midnight, the digest writer counts the events of two days again. */
const KEPT_DAYS = 4;

/**
 * Writes the digests of a whole history with the digest writer itself, as its runs would have written them. Only the reads
 * are shorter: the table is read once a day, and digests that were just written are not read again.
 * @param onClosed receives the number of windows that are done
 */
export const digestHistory = async (options: {
  readonly trail: AuditTrail;
  readonly archive: AuditArchive;
  readonly signer: DigestSigner;
  readonly first: EventWindow;
  readonly now: Date;
  readonly onClosed: (done: number) => void;
}): Promise<void> => {
  const { first, now, onClosed, signer } = options;
  const trail = readByDay(options.trail);
  const archive = withoutReads(options.archive);
  const run = async (asOf: Date) => {
    const closed = await closeDueWindows(
      {
        ...{ trail, archive, signer },
        writerVersion: 'bench',
        hasTime: () => true,
        onClosed: ({ window }) => onClosed(windowsBetween(first, window) + 1),
      },
      asOf,
    );
    if (!closed.ok) throw new Error(`the digests were not written: ${closed.error.reason}`);
  };
  // The first run begins the chain at the first event of the day before.
  await run(new Date(first.fromMs + DAY_MS / 2));
  await run(now);
};

/** A trail that reads whole days and keeps the last ones. */
const readByDay = (trail: AuditTrail): AuditTrail => {
  const days = new Map<string, readonly StoredItem[]>();
  const itemsOf = async (day: string): Promise<readonly StoredItem[]> => {
    const kept = days.get(day);
    if (kept) return kept;
    const items: StoredItem[] = [];
    const to = new Date(Date.parse(day) + DAY_MS).toISOString();
    for await (const item of trail.readBetween({ from: new Date(day).toISOString(), to })) items.push(item);
    days.set(day, items);
    if (days.size > KEPT_DAYS) days.delete([...days.keys()].sort()[0] ?? '');
    return items;
  };
  async function* between({ from, to }: TimeRange): AsyncGenerator<StoredItem> {
    for (let dayMs = Date.parse(from.slice(0, 10)); dayMs < Date.parse(to); dayMs += DAY_MS) {
      for (const item of await itemsOf(new Date(dayMs).toISOString().slice(0, 10))) {
        if (from <= item.event_key && item.event_key < to) yield item;
      }
    }
  }
  return {
    readBetween: between,
    readKeysBetween: between,
    countBetween: async range => {
      let count = 0;
      for await (const _ of between(range)) count += 1;
      return ok(count);
    },
  };
};

/** An archive that remembers the digests that it wrote, and knows that no other exists. */
const withoutReads = (archive: AuditArchive): AuditArchive => {
  const digests = new Map<number, string>();
  return {
    ...archive,
    readDigest: async window => ok(digests.get(window.fromMs)),
    writeDigest: async (window, text) => {
      const written = await archive.writeDigest(window, text);
      if (written.ok) digests.set(window.fromMs, text);
      return written;
    },
  };
};
