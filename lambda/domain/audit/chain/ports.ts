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
 * Reads the audit trail by time. Streams throw `StreamFailure` (`unavailable`, or `internal_error` if our own access is
 * broken) after the adapter's own retries.
 */
export interface AuditTrail {
  /** Yields the items of this time from the `by-day` index, in the order of the trail, each once. */
  readBetween(range: TimeRange): AsyncIterable<StoredItem>;
  /** Yields the keys of the same items. */
  readKeysBetween(range: TimeRange): AsyncIterable<StoredItemKey>;
  /** Returns the number of the same items. DynamoDB charges as for reading them, but transfers none. */
  countBetween(range: TimeRange): Promise<Result<number, Failure>>;
}

/** `exists`: another run, or another person, wrote this name before; the existing object was not changed. */
export type WriteOutcome = 'written' | 'exists';

/** Reads the archive of closed windows. Fails with `unavailable`, or `internal_error` with a reason that names what is broken. */
export interface ArchiveReader {
  /** Returns a digest's exact text; undefined if there is none. */
  readDigest(window: EventWindow): Promise<Result<string | undefined, Failure>>;
  /**
   * Returns the lines of a window's events file; undefined if there is none. The stream throws `StreamFailure`, with the
   * reason `events_file_unreadable` if the object is not gzipped text.
   */
  readEvents(window: EventWindow): Promise<Result<AsyncIterable<string> | undefined, Failure>>;
  /** Returns the newest window with a digest that is not after `notAfter`; undefined if there is none. */
  findNewestDigest(notAfter: EventWindow): Promise<Result<EventWindow | undefined, Failure>>;
}

/** Writes the archive. Never writes a name twice. */
export interface AuditArchive extends ArchiveReader {
  writeDigest(window: EventWindow, text: string): Promise<Result<WriteOutcome, Failure>>;
  /** Writes all lines or nothing. Fails with the failure that the stream threw. */
  writeEvents(window: EventWindow, lines: AsyncIterable<string>): Promise<Result<WriteOutcome, Failure>>;
}

/** Signs with the deployment's asymmetric key: ECDSA on P-256 over SHA-256. */
export interface DigestSigner {
  /** The key's ARN, stated in the digest. */
  readonly keyId: string;
  /** Returns the DER signature of the text's UTF-8 bytes, base64. */
  sign(text: string): Promise<Result<string, Failure>>;
}
