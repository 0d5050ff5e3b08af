import type { LinkLease } from './lease/link-lease.ts';
import type { OpenRecording } from './open-recording.ts';

/** Listeners that one instance serves in turn; more only costs them another unwrap. */
const CAPACITY = 64;

/**
 * Remembers opened recordings, content keys included, between the ranges of one link: in memory only, and a bounded
 * number. What belongs to a link that has ended is forgotten with the next request of any link; between requests the
 * platform keeps an instance asleep, so nothing can be done sooner.
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

  /** To be called with each request, whatever becomes of it. */
  forgetExpired(now: Date): void {
    for (const [linkHash, { expiresAt }] of this.#entries) {
      if (expiresAt.getTime() <= now.getTime()) this.#entries.delete(linkHash);
    }
  }
}
