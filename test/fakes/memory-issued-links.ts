import type { IssuedLink, IssuedLinks } from '../../lambda/domain/listening/ports.ts';
import { fail } from '../../lambda/domain/shared/failure.ts';
import { ok } from '../../lambda/domain/shared/result.ts';

/** Links of S3 in memory. */
export interface MemoryIssuedLinks extends IssuedLinks {
  /** Link by recording SID and audit id, separated by a space. */
  readonly links: Map<string, IssuedLink>;
  /** Lookups so far. */
  readonly lookups: () => number;
  /** Lets the next lookup fail. */
  failNext(): void;
}

export const memoryIssuedLinks = (): MemoryIssuedLinks => {
  const links = new Map<string, IssuedLink>();
  let lookups = 0;
  let fails = false;
  return {
    links,
    lookups: () => lookups,
    failNext: () => {
      fails = true;
    },
    find: async (recordingSid, auditId) => {
      lookups += 1;
      if (fails) {
        fails = false;
        return fail('unavailable', 'audit_throttled');
      }
      return ok(links.get(`${recordingSid} ${auditId}`));
    },
  };
};
