import { canonicalJson } from '../chain/canonical-json.ts';
import { type ArchivedEvent, parseEventLine } from '../chain/event-line.ts';
import { type EventWindow, windowHolding } from '../chain/event-window.ts';
import type { ArchiveReader } from '../chain/ports.ts';
import type { ItemValue, StoredItem, StoredItemKey } from '../chain/stored-item.ts';
import { orStreamFailure } from '../chain/stream-failure.ts';
import { AUDIT_TTL_ATTRIBUTE } from '../events/audit-event.ts';
import { type Finding, itemFinding, type VerifiedStep } from './finding.ts';
import { pairEvents } from './pair-events.ts';
import type { ComparableTrail } from './ports.ts';

/** A window whose events file could be read. `inOrder`: its lines are in order; otherwise events are compared by key. */
export interface ReadableWindow extends EventWindow {
  readonly inOrder: boolean;
}

export interface CompareTrailOptions {
  readonly archive: ArchiveReader;
  readonly trail: ComparableTrail;
  /** The windows to compare, in order. */
  readonly windows: readonly ReadableWindow[];
  /** The last window of the range. Of later files only the late events count. */
  readonly last: EventWindow;
  readonly now: Date;
}

/** An event of the archive that was compared with the table. */
export interface ComparedEvent {
  readonly key: StoredItemKey;
  /** It reached the table after its window was closed. */
  readonly late: boolean;
  /** The table no longer has it, because its retention has ended. */
  readonly expired: boolean;
}

/**
 * Compares the archive's events with the table's items of the same time, in both directions. Yields each event, and a
 * finding for every item that only one side has or that differs. Memory: one page of the table, one line of the archive,
 * the late events, the differences, and the events of files that are not in order. Throws `StreamFailure`.
 */
export async function* compareTrail(options: CompareTrailOptions): AsyncGenerator<VerifiedStep<ComparedEvent>> {
  const { trail, windows, last, now } = options;
  const [first] = windows;
  if (!first || first.fromMs > last.fromMs) return;
  const stored = trail.readBetween({ from: first.from, to: last.to });
  for await (const { archived, stored: item } of pairEvents(readArchivedEvents(options), stored)) {
    if (!archived) {
      // If the window's file could not be read, there is a finding about the file, and none about its items.
      if (item && windowHolding(windows, item.event_key)) yield { findings: [inserted(item)] };
      continue;
    }
    const found = item ?? orStreamFailure(await trail.find(archived.item));
    const expired = !found && hasExpired(archived.item, now);
    yield {
      checked: { key: archived.item, late: archived.late, expired },
      findings: found ? edited(archived, found) : expired ? [] : [deleted(archived)],
    };
  }
}

async function* readArchivedEvents({
  archive,
  windows,
  last,
}: CompareTrailOptions): AsyncGenerator<ArchivedEvent & { readonly inOrder: boolean }> {
  for (const window of windows) {
    for await (const line of orStreamFailure(await archive.readEvents(window)) ?? []) {
      const event = parseEventLine(line);
      if (!event) continue;
      if (window.fromMs <= last.fromMs || (event.late && event.item.event_key < last.to)) {
        yield { ...event, inOrder: window.inOrder && !event.late };
      }
    }
  }
}

/** With a retention, DynamoDB deletes an item some time after the instant in this attribute of the archived event. */
const hasExpired = (item: StoredItem, now: Date): boolean => {
  const expiresAt = item[AUDIT_TTL_ATTRIBUTE];
  return typeof expiresAt === 'number' && expiresAt * 1000 <= now.getTime();
};

const inserted = (item: StoredItemKey): Finding =>
  itemFinding(
    'inserted',
    item,
    'The item is in the table, but in no digest, although its window is closed: it was inserted later. ' +
      'If it only arrived late, the next digest includes it as a late event.',
  );

const deleted = ({ item }: ArchivedEvent): Finding =>
  itemFinding(
    'deleted',
    item,
    `The item is in the archive, but not in the table: ${canonicalJson(item['event'] ?? 'event')} by ${canonicalJson(item['realm_user_id'] ?? '?')}.`,
  );

const edited = ({ item: archived }: ArchivedEvent, stored: StoredItem): readonly Finding[] => {
  if (canonicalJson(archived) === canonicalJson(stored)) return [];
  const names = [...new Set([...Object.keys(archived), ...Object.keys(stored)])].sort();
  const differences = names.filter(name => textOf(archived, name) !== textOf(stored, name));
  const detail = differences
    .map(name => `${name}: ${textOf(archived, name)} in the archive, ${textOf(stored, name)} in the table`)
    .join('; ');
  return [itemFinding('edited', archived, detail)];
};

/** Reads own attributes only: every object has an inherited `constructor`. */
const textOf = (item: StoredItem, name: string): string =>
  Object.hasOwn(item, name) ? canonicalJson(item[name] as ItemValue) : 'absent';
