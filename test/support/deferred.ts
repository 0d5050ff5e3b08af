import { setImmediate } from 'node:timers/promises';

/** A promise that a test settles by hand. */
export const deferred = <T>() => {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>(settle => {
    resolve = settle;
  });
  return { promise, resolve };
};

/** Whether a promise is still open after everything that could run without it has run. */
export const isPending = async (promise: Promise<unknown>): Promise<boolean> => {
  let pending = true;
  const note = () => {
    pending = false;
  };
  promise.then(note, note);
  for (let turn = 0; turn < 5; turn += 1) await setImmediate();
  return pending;
};
