import type { PlaybackFunction } from './playback-function.ts';

/** AWS refuses a reservation after which fewer executions are left for functions without a reservation. */
const LEFT_UNRESERVED = 100;

/** Returns a note about the quota that reserved concurrency needs and that synthesis cannot check; undefined without a reservation. */
export const quotaNote = (functions: readonly Pick<PlaybackFunction, 'reserved'>[]): string | undefined => {
  const reserved = functions.reduce((sum, fn) => sum + fn.reserved, 0);
  if (reserved === 0) return undefined;
  return (
    `reservedConcurrency keeps ${reserved} of the account's concurrent Lambda executions for this stack. AWS wants ` +
    `${LEFT_UNRESERVED} left unreserved, so the deployment needs a quota of ${reserved + LEFT_UNRESERVED} in this region, and as much more ` +
    'as other functions reserve. 1,000 is usual, a new account may have 10: look with "aws lambda get-account-settings", ' +
    'ask for more at Service Quotas ("Concurrent executions"), or deploy with -c reservedConcurrency={}'
  );
};
