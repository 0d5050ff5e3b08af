/** Decides whether one more request fits. */
export type Throttle = () => boolean;

/**
 * A token bucket, as API Gateway throttles a route: it holds `burst` tokens, refills at `ratePerSecond`, and each request
 * takes one. `now` gives milliseconds.
 */
export const createThrottle = (
  { ratePerSecond, burst }: { readonly ratePerSecond: number; readonly burst: number },
  now: () => number = Date.now,
): Throttle => {
  let tokens = burst;
  let filledAt = now();
  return () => {
    const at = now();
    tokens = Math.min(burst, tokens + ((at - filledAt) / 1000) * ratePerSecond);
    filledAt = at;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
};
