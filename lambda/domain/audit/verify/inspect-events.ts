import { parseEventLine } from '../chain/event-line.ts';
import type { EventWindow } from '../chain/event-window.ts';
import { type EventsSummary, summarised } from '../chain/events-file.ts';
import { compareItems, type StoredItem, unreadableAttributes } from '../chain/stored-item.ts';
import type { UnreadableItem } from './unreadable-items.ts';

/** The state of an events file on its own, without its digest. */
export interface InspectedEvents extends EventsSummary {
  /** The first line that is not an event or is at a wrong place; undefined if there is none. */
  readonly disorder?: { readonly kind: 'reordered' | 'unreadable'; readonly detail: string };
  readonly unreadable: readonly UnreadableItem[];
}

/** Reads a whole file. Memory: one line, and the keys of items that could not be read. Throws `StreamFailure`. */
export const inspectEvents = async (window: EventWindow, lines: AsyncIterable<string>): Promise<InspectedEvents> => {
  const file = summarised(lines);
  let previous: StoredItem | undefined;
  let disorder: InspectedEvents['disorder'];
  const unreadable: UnreadableItem[] = [];
  let lineNumber = 0;
  for await (const line of file.lines) {
    lineNumber += 1;
    const event = parseEventLine(line);
    const attributes = event ? unreadableAttributes(event.item) : [];
    if (event && attributes.length > 0) {
      unreadable.push({ recording_sid: event.item.recording_sid, event_key: event.item.event_key, attributes });
    }
    if (disorder) continue;
    if (!event) {
      disorder = { kind: 'unreadable', detail: `line ${lineNumber} is not an event` };
      continue;
    }
    const { event_key: key } = event.item;
    const inPlace = event.late ? key < window.from : window.from <= key && key < window.to;
    if (!inPlace || (previous && compareItems(previous, event.item) >= 0)) {
      disorder = { kind: 'reordered', detail: `line ${lineNumber}, event ${key}, is in the wrong place` };
    }
    previous = event.item;
  }
  return { ...file.summary(), unreadable, ...(disorder && { disorder }) };
};
