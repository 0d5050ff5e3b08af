import type { LinkLease } from './link-lease.ts';
import type { OpenRecording } from './open-recording.ts';

/** Listeners that one instance serves in turn; more only costs them another unwrap. */
const CAPACITY = 64;

/**
 * Remembers opened recordings, content keys included, between the ranges of one link: in memory only, a bounded number,
 * and none longer than its link lives.
 */
export class OpenRecordings {
  readonly #entries = new Map<string, { readonly opened: OpenRecording; readonly expiresAt: Date }>();

  find(lease: LinkLease, now: Date): OpenRecording | undefined {
    this.#forgetExpired(now);
    return this.#entries.get(lease.linkHash)?.opened;
  }

  remember(lease: LinkLease, opened: OpenRecording): void {
    this.#entries.delete(lease.linkHash);
    this.#entries.set(lease.linkHash, { opened, expiresAt: lease.expiresAt });
    const oldest = this.#entries.keys().next();
    if (this.#entries.size > CAPACITY && !oldest.done) this.#entries.delete(oldest.value);
  }

  forget(lease: LinkLease): void {
    this.#entries.delete(lease.linkHash);
  }

  #forgetExpired(now: Date): void {
    for (const [linkHash, { expiresAt }] of this.#entries) {
      if (expiresAt.getTime() <= now.getTime()) this.#entries.delete(linkHash);
    }
  }
}
