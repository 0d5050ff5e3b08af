import { setTimeout as pause } from 'node:timers/promises';

const LOOK_EVERY_MS = 20;

/** Repeats `look` until its result satisfies `isSo`. Without that, only the suite's limit for hanging tests ends it. */
export const until = async <T>(look: () => Promise<T> | T, isSo: (seen: T) => boolean): Promise<T> => {
  for (;;) {
    const seen = await look();
    if (isSo(seen)) return seen;
    await pause(LOOK_EVERY_MS);
  }
};
