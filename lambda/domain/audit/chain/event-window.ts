import { instantOfKey } from './event-key.ts';

/** Length of a window. Windows start at whole quarters of an hour, UTC. */
export const WINDOW_MINUTES = 15;
/** How long after its end a window stays open, so that events on their way into the index are in time. */
const SETTLE_MINUTES = 5;

const MINUTE_MS = 60_000;
const WINDOW_MS = WINDOW_MINUTES * MINUTE_MS;

/** A quarter of an hour of the audit trail: from `from`, inclusive, to `to`, exclusive. */
export interface EventWindow {
  /** ISO 8601, UTC, milliseconds; compares with an `event_key` as text. */
  readonly from: string;
  readonly to: string;
  readonly fromMs: number;
  /** `2026/11/24/T0215`: where the archive keeps it. */
  readonly name: string;
}

/** The window that holds this instant, epoch milliseconds. */
export const windowAt = (instantMs: number): EventWindow => {
  const fromMs = Math.floor(instantMs / WINDOW_MS) * WINDOW_MS;
  const from = new Date(fromMs).toISOString();
  return {
    from,
    to: new Date(fromMs + WINDOW_MS).toISOString(),
    fromMs,
    name: `${from.slice(0, 10).replaceAll('-', '/')}/T${from.slice(11, 13)}${from.slice(14, 16)}`,
  };
};

/** The window `count` windows after this one; before it, when negative. */
export const windowAfter = (window: EventWindow, count = 1): EventWindow => windowAt(window.fromMs + count * WINDOW_MS);

/** The newest window that is closed at this instant: it ended at least `SETTLE_MINUTES` ago. */
export const newestClosedWindow = (nowMs: number): EventWindow =>
  windowAfter(windowAt(nowMs - SETTLE_MINUTES * MINUTE_MS), -1);

/** How many windows after `from` the window `to` lies. */
export const windowsBetween = (from: EventWindow, to: EventWindow): number => (to.fromMs - from.fromMs) / WINDOW_MS;

/** All windows from one to another, both inclusive, in order. */
export function* windowsFrom(first: EventWindow, last: EventWindow): Generator<EventWindow> {
  for (let window = first; window.fromMs <= last.fromMs; window = windowAfter(window)) yield window;
}

/** The window that an event key's time lies in; undefined when it does not start with a time as `instantOfKey` has it. */
export const windowOfKey = (eventKey: string): EventWindow | undefined => {
  const instantMs = instantOfKey(eventKey);
  return instantMs === undefined ? undefined : windowAt(instantMs);
};

/**
 * The one of these windows, which are in order, that holds the key; undefined when none does. Decided by the order of
 * texts, as the index and the files are: it holds for a key that is no time, too.
 */
export const windowHolding = <W extends TextRange>(windows: readonly W[], eventKey: string): W | undefined => {
  let [low, high] = [0, windows.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((windows[middle] as W).to <= eventKey) low = middle + 1;
    else high = middle;
  }
  const window = windows[low];
  return window && window.from <= eventKey ? window : undefined;
};

type TextRange = Pick<EventWindow, 'from' | 'to'>;

const WINDOW_NAME = /^(\d{4})\/(\d{2})\/(\d{2})\/T(\d{2})(\d{2})$/;

/** The window of a name; undefined when the text is not exactly the name of one. */
export const windowNamed = (name: string): EventWindow | undefined => {
  const [, year, month, day, hour, minute] = WINDOW_NAME.exec(name) ?? [];
  const instantMs = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:00.000Z`);
  if (Number.isNaN(instantMs)) return undefined;
  const window = windowAt(instantMs);
  return window.name === name ? window : undefined;
};
