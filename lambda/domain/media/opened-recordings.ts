import type { LinkLease } from './lease/link-lease.ts';
import type { OpenRecording } from './open-recording.ts';
import type { MediaObject } from './ports.ts';

/** A recording that was opened for a link, and the object that was opened. */
interface OpenedRecording {
  readonly recording: OpenRecording;
  readonly object: MediaObject;
}

/** Listeners that one instance serves in turn. If there are more, the oldest entry needs another unwrap. */
const CAPACITY = 64;

/**
 * Keeps opened recordings and their content keys between the ranges of a link, in memory only and in limited number. The
 * next request of any link removes the entries of links that have expired. They cannot be removed earlier, because Lambda
 * freezes an instance between requests.
 */
export class OpenedRecordings {
  readonly #entries = new Map<string, OpenedRecording & { readonly expiresAt: Date }>();

  find({ linkHash }: Pick<LinkLease, 'linkHash'>): OpenedRecording | undefined {
    return this.#entries.get(linkHash);
  }

  remember(lease: LinkLease, recording: OpenRecording): void {
    this.#entries.delete(lease.linkHash);
    this.#entries.set(lease.linkHash, { recording, object: lease.object, expiresAt: lease.expiresAt });
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
