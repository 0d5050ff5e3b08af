/** A timer may fire this late. The timer ends earlier, and the rest is waited in turns of the event loop. */
const TIMER_SLACK_MS = 2;

/** Resolves at `startedAt + delayMs` (of `performance.now()`), to a fraction of a millisecond. */
export const exactDelay = (startedAt: number, delayMs: number): Promise<void> =>
  new Promise(resolve => {
    const dueAt = startedAt + delayMs;
    const check = (): void => {
      if (performance.now() >= dueAt) resolve();
      else setImmediate(check);
    };
    if (delayMs > TIMER_SLACK_MS) setTimeout(check, delayMs - TIMER_SLACK_MS);
    else check();
  });
