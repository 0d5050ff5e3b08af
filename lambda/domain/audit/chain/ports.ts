import type { Failure } from '../../shared/failure.ts';
import type { Result } from '../../shared/result.ts';
import type { EventWindow } from './event-window.ts';
import type { StoredItem, StoredItemKey } from './stored-item.ts';

/** From `from`, inclusive, to `to`, exclusive: ISO 8601, UTC, milliseconds. */
export interface TimeRange {
  readonly from: string;
  readonly to: string;
}

/**
 * Reads the audit trail by time. Streams throw `StreamFailure` (`unavailable`, or `internal_error` when our own access is
 * broken), and only after the adapter's own retries.
 */
export interface AuditTrail {
  /** The items of this time, in the order of the trail, each once, from the `by-day` index. */
  between(range: TimeRange): AsyncIterable<StoredItem>;
  /** The same, keys only. */
  keysBetween(range: TimeRange): AsyncIterable<StoredItemKey>;
  /** How many there are. Costs what reading them costs, but carries none of them over. */
  countBetween(range: TimeRange): Promise<Result<number, Failure>>;
}

/** `exists`: another run, or a foreign hand, wrote this name first; what stands there stays. */
export type WriteOutcome = 'written' | 'exists';

/** Reads the archive of closed windows. Fails with `unavailable`, or `internal_error` with a reason that names what is broken. */
export interface ArchiveReader {
  /** A digest's exact text; undefined when there is none. */
  readDigest(window: EventWindow): Promise<Result<string | undefined, Failure>>;
  /**
   * The lines of a window's events file; undefined when there is none. The stream throws `StreamFailure`; its reason is
   * `events_file_unreadable` when the object is not gzipped text.
   */
  readEvents(window: EventWindow): Promise<Result<AsyncIterable<string> | undefined, Failure>>;
  /** The newest window, not after `notAfter`, that has a digest; undefined when there is none. */
  newestDigest(notAfter: EventWindow): Promise<Result<EventWindow | undefined, Failure>>;
}

/** Keeps what was digested. No name is ever written twice. */
export interface AuditArchive extends ArchiveReader {
  writeDigest(window: EventWindow, text: string): Promise<Result<WriteOutcome, Failure>>;
  /** Writes all lines, or nothing; fails with what the stream threw. */
  writeEvents(window: EventWindow, lines: AsyncIterable<string>): Promise<Result<WriteOutcome, Failure>>;
}

/** Signs with the deployment's asymmetric key: ECDSA on P-256 over SHA-256. */
export interface DigestSigner {
  /** The key's ARN, stated in the digest. */
  readonly keyId: string;
  /** The DER signature of the text's UTF-8 bytes, base64. */
  sign(text: string): Promise<Result<string, Failure>>;
}
