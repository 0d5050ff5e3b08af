import { type Failure, fail } from '../../shared/failure.ts';
import { ok, type Result } from '../../shared/result.ts';
import { type ClosedWindow, type CloseWindowDependencies, closeWindow } from './close-window.ts';
import { type EventWindow, newestClosedWindow, windowAfter, windowOfKey, windowsBetween } from './event-window.ts';
import { catchStreamFailure } from './stream-failure.ts';

/** How far back the very first run searches for the trail's oldest event. */
const CHAIN_START_LOOK_BACK_WINDOWS = 24 * 4;
/** Largest error of the clock, one week, that is detected before a chain begins. */
const CLOCK_ERROR_WINDOWS = 7 * 24 * 4;

export interface CloseDueWindowsDependencies extends CloseWindowDependencies {
  /** Returns true if there is time to close another window before Lambda ends the run. */
  readonly hasTime: () => boolean;
  /** Called for every window that was closed, in order. */
  readonly onClosed: (closed: ClosedWindow) => void;
}

/** The result of a run: how many windows it closed, and how many wait for the next run. */
export interface DigestRun {
  readonly closed: number;
  readonly waiting: number;
  /** The events file of a window with a digest is damaged. The chain continues, but an operator must repair the file. */
  readonly damage?: Failure;
}

/**
 * Closes every window that is due and has no digest yet, oldest first. If a run was missed, failed or had too little time,
 * the next run does its work.
 *
 * `now` is the earlier of two clocks, the scheduler's and the function's own. So one clock that is ahead cannot close a
 * window too early, and one that is behind only causes a delay.
 * Fails with `unavailable` or `internal_error`; windows closed before the failure stay closed.
 */
export const closeDueWindows = (
  dependencies: CloseDueWindowsDependencies,
  now: Date,
): Promise<Result<DigestRun, Failure>> =>
  catchStreamFailure(async () => {
    const newest = newestClosedWindow(now.getTime());
    const head = await dependencies.archive.findNewestDigest(newest);
    if (!head.ok) return head;

    let previous = head.value;
    if (!previous) {
      // A clock that is before the chain's beginning must not start a second chain there.
      const ahead = await dependencies.archive.findNewestDigest(windowAfter(newest, CLOCK_ERROR_WINDOWS));
      if (!ahead.ok) return ahead;
      if (ahead.value) return ok({ closed: 0, waiting: 0 });
    }
    let next = previous ? windowAfter(previous) : await findChainStart(dependencies, newest);
    let closed = 0;
    let damage: Failure | undefined;
    while (next.fromMs <= newest.fromMs && dependencies.hasTime()) {
      const previousText = await readPreviousDigest(dependencies, previous);
      if (!previousText.ok) return previousText;
      const outcome = await closeWindow(dependencies, next, previousText.value);
      if (!outcome.ok) return outcome;
      dependencies.onClosed(outcome.value);
      closed += 1;
      damage = outcome.value.damage ?? damage;
      previous = next;
      next = windowAfter(next);
    }
    return ok({ closed, waiting: windowsBetween(next, newest) + 1, ...(damage && { damage }) });
  });

/** Reads the previous digest from the archive, even if this run wrote it: another run may have written it first. */
const readPreviousDigest = async (
  { archive }: CloseWindowDependencies,
  previous: EventWindow | undefined,
): Promise<Result<string | undefined, Failure>> => {
  if (!previous) return ok(undefined);
  const text = await archive.readDigest(previous);
  if (!text.ok || text.value !== undefined) return text;
  return fail('internal_error', 'previous_digest_vanished');
};

/** Returns the first window of a new chain: that of the oldest event of the last day, or the newest. Skips keys without a time. */
const findChainStart = async ({ trail }: CloseWindowDependencies, newest: EventWindow): Promise<EventWindow> => {
  const range = { from: windowAfter(newest, -CHAIN_START_LOOK_BACK_WINDOWS).from, to: newest.to };
  for await (const { event_key: key } of trail.readKeysBetween(range)) {
    const window = windowOfKey(key);
    if (window) return window;
  }
  return newest;
};
