import type { CoveredLink, LinkCoverage } from '../../lambda/domain/media/coverage/link-coverage.ts';
import type { EndedCoverages, LinkCoverages } from '../../lambda/domain/media/ports.ts';
import { ok } from '../../lambda/domain/shared/result.ts';

interface StoredCoverage {
  readonly link: CoveredLink;
  readonly coverage: LinkCoverage;
  readonly closedAt?: Date;
  readonly isFinished?: boolean;
}

/** The table of coverages in memory, with both ports that work on it. */
export interface MemoryCoverages extends LinkCoverages, EndedCoverages {
  /** By link hash. */
  readonly stored: Map<string, StoredCoverage>;
}

export const memoryCoverages = (): MemoryCoverages => {
  const stored = new Map<string, StoredCoverage>();
  return {
    stored,
    find: async linkHash => {
      const found = stored.get(linkHash);
      return ok(found && { ...found.coverage, isClosed: found.closedAt !== undefined });
    },
    store: async (link, coverage) => {
      const found = stored.get(link.linkHash);
      const isNext = (found?.coverage.version ?? 0) === coverage.version - 1;
      if (!isNext || found?.closedAt) return ok('outdated');
      stored.set(link.linkHash, { link: found?.link ?? link, coverage });
      return ok('stored');
    },
    readDue: async function* (at) {
      for (const [linkHash, { link, isFinished }] of stored) {
        if (!isFinished && link.expiresAt.getTime() <= at.getTime()) yield ok(linkHash);
      }
    },
    close: async (linkHash, at) => {
      const found = stored.get(linkHash);
      if (!found) return ok(undefined);
      const { link, coverage, closedAt = at } = found;
      stored.set(linkHash, { ...found, closedAt });
      return ok({ link, coverage: { ...coverage, isClosed: true }, closedAt, endedBy: 'link_expired' });
    },
    finish: async linkHash => {
      const found = stored.get(linkHash);
      if (found) stored.set(linkHash, { ...found, isFinished: true });
      return ok(undefined);
    },
  };
};
