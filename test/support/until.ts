import { setTimeout as pause } from 'node:timers/promises';

const LOOK_EVERY_MS = 20;

/** Looks again and again until what it sees is what was waited for. Only the suite's hang limit ends it otherwise. */
export const until = async <T>(look: () => Promise<T> | T, isSo: (seen: T) => boolean): Promise<T> => {
  for (;;) {
    const seen = await look();
    if (isSo(seen)) return seen;
    await pause(LOOK_EVERY_MS);
  }
};
