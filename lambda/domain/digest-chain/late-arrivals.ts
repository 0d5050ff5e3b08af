import { type AuditItem, type AuditItemKey, keyText } from './audit-item.ts';
import { type ArchivedEvent, parseEventLine } from './event-line.ts';
import { type EventWindow, windowAfter, windowsFrom } from './event-window.ts';
import { pairEvents } from './pair-events.ts';
import type { ArchiveReader, AuditTrail } from './ports.ts';
import { orStreamFailure } from './stream-failure.ts';

/** Each run looks for late arrivals in the hour before its window. */
const LOOK_BACK_WINDOWS = 4;
/** The day's first window looks through two days: whatever was late, an outage of the index too, is found a day later. */
export const SWEEP_WINDOWS = 2 * 24 * 4;

/** Length of an event key's time. */
const ISO_TIME_CHARS = 24;

/** How many windows before this one are searched for late arrivals when it is closed. */
export const lookBackWindows = (window: EventWindow): number =>
  window.name.endsWith('/T0000') ? SWEEP_WINDOWS : LOOK_BACK_WINDOWS;

/**
 * The events of earlier, closed windows that no events file holds yet, in order.
 * A window without a file is passed over: it lies before the chain's beginning, or its file was removed, which `verify`
 * names; taking its events for late ones would digest them twice. Throws `StreamFailure`.
 */
export const lateArrivals = async (
  { trail, archive }: { readonly trail: AuditTrail; readonly archive: ArchiveReader },
  window: EventWindow,
): Promise<AuditItem[]> => {
  const first = windowAfter(window, -lookBackWindows(window));
  const files = archivedEvents(archive, windowsFrom(first, windowAfter(window, -1)));
  const stored = trail.keysBetween({ from: first.from, to: window.from });
  const late: AuditItem[] = [];
  for await (const { archived, stored: key } of pairEvents(files.events, stored)) {
    if (!archived && key && !files.isMissing(key)) late.push(...(await itemOf(trail, key)));
  }
  return late;
};

/** The item of a key, from the index: the writer may read nothing else. It may have vanished meanwhile. */
const itemOf = async (trail: AuditTrail, key: AuditItemKey): Promise<AuditItem[]> => {
  const from = key.event_key.slice(0, ISO_TIME_CHARS);
  const instantMs = Date.parse(from);
  if (Number.isNaN(instantMs)) return [];
  const found: AuditItem[] = [];
  for await (const item of trail.between({ from, to: new Date(instantMs + 1).toISOString() })) {
    if (keyText(item) === keyText(key)) found.push(item);
  }
  return found;
};

/** The events of several windows' files, in order, and which of the windows have none. */
const archivedEvents = (archive: ArchiveReader, windows: Iterable<EventWindow>) => {
  const missing: EventWindow[] = [];
  async function* events(): AsyncGenerator<ArchivedEvent> {
    for (const window of windows) {
      const lines = orStreamFailure(await archive.readEvents(window));
      if (!lines) {
        missing.push(window);
        continue;
      }
      for await (const line of lines) {
        const event = parseEventLine(line);
        if (event) yield event;
      }
    }
  }
  const isMissing = ({ event_key }: AuditItemKey) =>
    missing.some(window => window.from <= event_key && event_key < window.to);
  return { events: events(), isMissing };
};
