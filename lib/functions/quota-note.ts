import type { PlaybackFunction } from './playback-function.ts';

/** AWS refuses a reservation that would leave fewer for all functions without one. */
const LEFT_UNRESERVED = 100;

/** What reserved concurrency asks of the account, which synthesis cannot look up; undefined when nothing is reserved. */
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
