import { createHash } from 'node:crypto';
import type { Caller } from '../shared/caller.ts';
import { ok } from '../shared/result.ts';
import type { TokenValidator } from './ports.ts';

/** Limits the memory. One function instance has far fewer listeners within a minute. */
const MAX_REMEMBERED = 1_000;

export interface RememberedTokensOptions {
  /** How long, in seconds, the validation of a token is remembered. 0: never. */
  readonly cacheSeconds: number;
  readonly now: () => Date;
}

/**
 * Returns a validator that calls another one and remembers the callers of valid tokens, in memory only, by the token's
 * SHA-256, and never longer than the token is valid. It does not remember refusals and failures.
 */
export const rememberedTokens = (validator: TokenValidator, options: RememberedTokensOptions): TokenValidator => {
  const { cacheSeconds, now } = options;
  if (cacheSeconds <= 0) return validator;
  const remembered = new Map<string, { readonly caller: Caller; readonly untilMs: number }>();

  return {
    validate: async token => {
      const key = createHash('sha256').update(token).digest('base64');
      const askedAtMs = now().getTime();
      const known = remembered.get(key);
      if (known && askedAtMs < known.untilMs) return ok(known.caller);

      remembered.delete(key);
      const caller = await validator.validate(token);
      if (caller.ok) {
        const untilMs = Math.min(askedAtMs + cacheSeconds * 1_000, caller.value.tokenExpiresAtMs);
        remembered.set(key, { caller: caller.value, untilMs });
        // A map keeps the order of insertion, so the first entry is the oldest.
        const [oldest] = remembered.keys();
        if (remembered.size > MAX_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
      }
      return caller;
    },
  };
};
