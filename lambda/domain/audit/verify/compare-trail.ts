import { canonicalJson } from '../chain/canonical-json.ts';
import { type ArchivedEvent, parseEventLine } from '../chain/event-line.ts';
import { type EventWindow, windowHolding } from '../chain/event-window.ts';
import type { ArchiveReader } from '../chain/ports.ts';
import type { StoredItem, StoredItemKey } from '../chain/stored-item.ts';
import { orStreamFailure } from '../chain/stream-failure.ts';
import { AUDIT_TTL_ATTRIBUTE } from '../events/audit-event.ts';
import { type Finding, itemSubject } from './finding.ts';
import { pairEvents } from './pair-events.ts';
import type { ComparableTrail } from './ports.ts';

/** A window whose events file could be read. `inOrder`: each line stands in its place; else events are compared by key. */
export interface ReadableWindow extends EventWindow {
  readonly inOrder: boolean;
}

export interface CompareTrailOptions {
  readonly archive: ArchiveReader;
  readonly trail: ComparableTrail;
  /** The windows to compare, in order. */
  readonly windows: readonly ReadableWindow[];
  /** The last window of the range; of files after it only the late arrivals count. */
  readonly last: EventWindow;
  readonly now: Date;
  readonly onEvent: (pair: { readonly late: boolean; readonly expired: boolean; readonly key: StoredItemKey }) => void;
}

/**
 * Compares the archive's events with the table's items of the same time, both ways, and names every item that one has
 * and the other has not, or has differently. Memory: one page of the table and one line of the archive, what is late or
 * differs, and the events of files in disorder. Throws `StreamFailure`.
 */
export async function* compareTrail(options: CompareTrailOptions): AsyncGenerator<Finding> {
  const { trail, windows, last, now } = options;
  const [first] = windows;
  if (!first || first.fromMs > last.fromMs) return;
  const stored = trail.between({ from: first.from, to: last.to });
  for await (const { archived, stored: item } of pairEvents(archivedEvents(options), stored)) {
    if (!archived) {
      // Of a window that was not read nobody can say what its file lacks; the file itself was named.
      if (item && windowHolding(windows, item.event_key)) yield inserted(item);
      continue;
    }
    const found = item ?? orStreamFailure(await trail.find(archived.item));
    const expired = !found && hasExpired(archived.item, now);
    options.onEvent({ late: archived.late, expired, key: archived.item });
    if (!found && !expired) yield deleted(archived);
    if (found) yield* edited(archived, found);
  }
}

async function* archivedEvents({
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

/** DynamoDB removes an item some time after this, when a retention is configured; the archived event tells when. */
const hasExpired = (item: StoredItem, now: Date): boolean => {
  const expiresAt = item[AUDIT_TTL_ATTRIBUTE];
  return typeof expiresAt === 'number' && expiresAt * 1000 <= now.getTime();
};

const inserted = (item: StoredItemKey): Finding => ({
  kind: 'inserted',
  subject: itemSubject(item),
  detail:
    'The table has it, yet no digest does, although its window is closed: it was inserted afterwards. ' +
    'If it was only late, the next digest lists it as a late arrival.',
});

const deleted = ({ item }: ArchivedEvent): Finding => ({
  kind: 'deleted',
  subject: itemSubject(item),
  detail: `The archive has it, the table has not: ${canonicalJson(item['event'] ?? 'event')} by ${canonicalJson(item['realm_user_id'] ?? '?')}.`,
});

function* edited({ item: archived }: ArchivedEvent, stored: StoredItem): Generator<Finding> {
  if (canonicalJson(archived) === canonicalJson(stored)) return;
  const names = [...new Set([...Object.keys(archived), ...Object.keys(stored)])].sort();
  const differences = names.filter(name => textOf(archived[name]) !== textOf(stored[name]));
  yield {
    kind: 'edited',
    subject: itemSubject(archived),
    detail: differences
      .map(name => `${name}: the archive says ${textOf(archived[name])}, the table ${textOf(stored[name])}`)
      .join('; '),
  };
}

const textOf = (value: StoredItem[string] | undefined): string =>
  value === undefined ? 'nothing' : canonicalJson(value);
