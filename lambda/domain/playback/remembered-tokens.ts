import { createHash } from 'node:crypto';
import type { Caller } from '../shared/caller.ts';
import { ok } from '../shared/result.ts';
import type { TokenValidator } from './ports.ts';

/** Far more listeners than one function instance sees within a minute; bounds its memory. */
const MAX_REMEMBERED = 1_000;

export interface RememberedTokensOptions {
  /** For how long, seconds, a token that Twilio vouched for is believed without asking again. 0: not at all. */
  readonly cacheSeconds: number;
  readonly now: () => Date;
}

/**
 * A validator that asks another one and remembers whom it vouched for: in memory only, under the token's SHA-256,
 * never past the token's own end. Refusals and failures are not remembered, so they are final for one request only.
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
        // A map keeps its order of insertion, so the first entry is the one remembered longest.
        const [oldest] = remembered.keys();
        if (remembered.size > MAX_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
      }
      return caller;
    },
  };
};
