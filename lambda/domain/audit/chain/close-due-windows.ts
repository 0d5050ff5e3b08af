import { type Failure, fail } from '../../shared/failure.ts';
import { ok, type Result } from '../../shared/result.ts';
import { type ClosedWindow, type CloseWindowDependencies, closeWindow } from './close-window.ts';
import { type EventWindow, newestClosedWindow, windowAfter, windowOfKey, windowsBetween } from './event-window.ts';
import { settled } from './stream-failure.ts';

/** How far back the first run of all looks for the trail's beginning. */
const CHAIN_START_LOOK_BACK_WINDOWS = 24 * 4;
/** A clock that is further behind than a week is past help. */
const CLOCK_ERROR_WINDOWS = 7 * 24 * 4;

export interface CloseDueWindowsDependencies extends CloseWindowDependencies {
  /** Is there time to close another window before the platform ends the run? */
  readonly hasTime: () => boolean;
  /** Told of every window that was closed, in order. */
  readonly onClosed: (closed: ClosedWindow) => void;
}

/** How a run ended: how many windows it closed, and how many still wait for the next run. */
export interface DigestRun {
  readonly closed: number;
  readonly waiting: number;
  /** A digested window's events file is damaged: the chain goes on, but somebody has to mend it. */
  readonly damage?: Failure;
}

/**
 * Closes every window that is due and not digested yet, oldest first. A run that was missed, failed or ran out of time
 * is caught up by the next.
 *
 * `now` is the earlier of two clocks, the scheduler's and the function's own: a clock that leaps ahead closes nothing
 * before its time, one that falls behind only waits.
 * Fails with `unavailable` or `internal_error`; windows closed before the failure stay closed.
 */
export const closeDueWindows = (
  dependencies: CloseDueWindowsDependencies,
  now: Date,
): Promise<Result<DigestRun, Failure>> =>
  settled(async () => {
    const newest = newestClosedWindow(now.getTime());
    const head = await dependencies.archive.newestDigest(newest);
    if (!head.ok) return head;

    let previous = head.value;
    if (!previous) {
      // A clock before the chain's beginning must not start a second one in front of it.
      const ahead = await dependencies.archive.newestDigest(windowAfter(newest, CLOCK_ERROR_WINDOWS));
      if (!ahead.ok) return ahead;
      if (ahead.value) return ok({ closed: 0, waiting: 0 });
    }
    let next = previous ? windowAfter(previous) : await chainStart(dependencies, newest);
    let closed = 0;
    let damage: Failure | undefined;
    while (next.fromMs <= newest.fromMs && dependencies.hasTime()) {
      const previousText = await digestBefore(dependencies, previous);
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

/** The previous digest as the archive holds it: read back even when this run wrote it, since another's may stand. */
const digestBefore = async (
  { archive }: CloseWindowDependencies,
  previous: EventWindow | undefined,
): Promise<Result<string | undefined, Failure>> => {
  if (!previous) return ok(undefined);
  const text = await archive.readDigest(previous);
  if (!text.ok || text.value !== undefined) return text;
  return fail('internal_error', 'previous_digest_vanished');
};

/** A chain begins with the oldest event of the last day, or now. A key that tells no time is passed over. */
const chainStart = async ({ trail }: CloseWindowDependencies, newest: EventWindow): Promise<EventWindow> => {
  const range = { from: windowAfter(newest, -CHAIN_START_LOOK_BACK_WINDOWS).from, to: newest.to };
  for await (const { event_key: key } of trail.keysBetween(range)) {
    const window = windowOfKey(key);
    if (window) return window;
  }
  return newest;
};
