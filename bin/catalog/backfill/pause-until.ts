import { setTimeout as sleep } from 'node:timers/promises';

/** A pause of some milliseconds that ends early, and as quietly, when the signal is aborted. */
export const pauseUntil =
  (signal: AbortSignal) =>
  (ms: number): Promise<void> =>
    sleep(ms, undefined, { signal }).catch((error: Error) => {
      if (!signal.aborted) throw error;
    });
