import { setTimeout as sleep } from 'node:timers/promises';

/** Waits some milliseconds. Returns early, without an error, when the signal is aborted. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal }).catch((error: Error) => {
    if (!signal.aborted) throw error;
  });
