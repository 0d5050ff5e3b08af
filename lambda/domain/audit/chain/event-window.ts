import { instantOfKey } from './event-key.ts';

/** Length of a window. Windows start at whole quarters of an hour, UTC. */
export const WINDOW_MINUTES = 15;
/** How long after its end a window stays open, so that its last events reach the index in time. */
const SETTLE_MINUTES = 5;

const MINUTE_MS = 60_000;
const WINDOW_MS = WINDOW_MINUTES * MINUTE_MS;

/** A quarter of an hour of the audit trail: from `from`, inclusive, to `to`, exclusive. */
export interface EventWindow {
  /** ISO 8601, UTC, milliseconds; compares with an `event_key` as text. */
  readonly from: string;
  readonly to: string;
  readonly fromMs: number;
  /** `2026/11/24/T0215`: a part of the keys in the archive. */
  readonly name: string;
}

/** Returns the window that contains this instant, epoch milliseconds. */
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

/** Returns the window `count` windows after this one, or before it if `count` is negative. */
export const windowAfter = (window: EventWindow, count = 1): EventWindow => windowAt(window.fromMs + count * WINDOW_MS);

/** Returns the newest window that is due at this instant: it ended at least `SETTLE_MINUTES` ago. */
export const newestClosedWindow = (nowMs: number): EventWindow =>
  windowAfter(windowAt(nowMs - SETTLE_MINUTES * MINUTE_MS), -1);

/** Returns how many windows after `from` the window `to` is. */
export const windowsBetween = (from: EventWindow, to: EventWindow): number => (to.fromMs - from.fromMs) / WINDOW_MS;

/** Yields all windows from one to another, both inclusive, in order. */
export function* windowsFrom(first: EventWindow, last: EventWindow): Generator<EventWindow> {
  for (let window = first; window.fromMs <= last.fromMs; window = windowAfter(window)) yield window;
}

/** Returns the window of an event key's time; undefined if `instantOfKey` finds no time in the key. */
export const windowOfKey = (eventKey: string): EventWindow | undefined => {
  const instantMs = instantOfKey(eventKey);
  return instantMs === undefined ? undefined : windowAt(instantMs);
};

/**
 * Returns the window that contains the key; undefined if none does. The windows must be in order. Compares as text, like
 * the index and the files, so it also works for a key without a time.
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

/** Returns the window with this name; undefined for text that is not exactly a window's name. */
export const windowNamed = (name: string): EventWindow | undefined => {
  const [, year, month, day, hour, minute] = WINDOW_NAME.exec(name) ?? [];
  const instantMs = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:00.000Z`);
  if (Number.isNaN(instantMs)) return undefined;
  const window = windowAt(instantMs);
  return window.name === name ? window : undefined;
};
