import type { PlaybackFunction } from './playback-function.ts';

/** AWS refuses reservations that leave fewer executions for functions without a reservation. */
const LEFT_UNRESERVED = 100;

/** Returns a note about the quota that reserved concurrency needs and that synthesis cannot check; undefined without a reservation. */
export const quotaNote = (functions: readonly Pick<PlaybackFunction, 'reserved'>[]): string | undefined => {
  const reserved = functions.reduce((sum, fn) => sum + fn.reserved, 0);
  if (reserved === 0) return undefined;
  return (
    `reservedConcurrency reserves ${reserved} of the account's concurrent Lambda executions for this stack. AWS requires ` +
    `${LEFT_UNRESERVED} unreserved executions, so the deployment needs a quota of ${reserved + LEFT_UNRESERVED} in this region, plus what other ` +
    'functions reserve. The quota is usually 1,000, in a new account perhaps 10. Read it with "aws lambda get-account-settings", ' +
    'request more in Service Quotas ("Concurrent executions"), or deploy with -c reservedConcurrency={}'
  );
};
