/** Takes a token for one request. Returns false when none is left. */
export type Throttle = () => boolean;

/**
 * Creates a token bucket, with which API Gateway throttles a route: it has `burst` tokens, gets `ratePerSecond` new ones,
 * and each request takes one. `now` returns milliseconds.
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
