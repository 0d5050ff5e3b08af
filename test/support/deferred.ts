import { setImmediate } from 'node:timers/promises';

/** A promise that a test settles itself. */
export const deferred = <T>() => {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>(settle => {
    resolve = settle;
  });
  return { promise, resolve };
};

/** True if a promise is still pending after all other pending work has run. */
export const isPending = async (promise: Promise<unknown>): Promise<boolean> => {
  let pending = true;
  const note = () => {
    pending = false;
  };
  promise.then(note, note);
  for (let turn = 0; turn < 5; turn += 1) await setImmediate();
  return pending;
};
