/** Stops the backfill at the first SIGINT or SIGTERM. A second one ends the process, as by default. */
export const listenForStopSignals = () => {
  const controller = new AbortController();
  const stop = () => controller.abort();
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.once(signal, stop);
  return {
    signal: controller.signal,
    release: () => {
      for (const signal of signals) process.off(signal, stop);
    },
  };
};
