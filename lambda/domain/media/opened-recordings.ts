import type { LinkLease } from './lease/link-lease.ts';
import type { OpenRecording } from './open-recording.ts';

/** Listeners that one instance serves in turn. If there are more, the oldest entry needs another unwrap. */
const CAPACITY = 64;

/**
 * Keeps opened recordings and their content keys between the ranges of a link, in memory only and in limited number. The
 * next request of any link removes the entries of links that have expired. They cannot be removed earlier, because Lambda
 * freezes an instance between requests.
 */
export class OpenedRecordings {
  readonly #entries = new Map<string, { readonly opened: OpenRecording; readonly expiresAt: Date }>();

  find({ linkHash }: Pick<LinkLease, 'linkHash'>): OpenRecording | undefined {
    return this.#entries.get(linkHash)?.opened;
  }

  remember(lease: LinkLease, opened: OpenRecording): void {
    this.#entries.delete(lease.linkHash);
    this.#entries.set(lease.linkHash, { opened, expiresAt: lease.expiresAt });
    const oldest = this.#entries.keys().next();
    if (this.#entries.size > CAPACITY && !oldest.done) this.#entries.delete(oldest.value);
  }

  forget(linkHash: string): void {
    this.#entries.delete(linkHash);
  }

  /** Call it for each request, also for one that will be refused. */
  forgetExpired(now: Date): void {
    for (const [linkHash, { expiresAt }] of this.#entries) {
      if (expiresAt.getTime() <= now.getTime()) this.#entries.delete(linkHash);
    }
  }
}
