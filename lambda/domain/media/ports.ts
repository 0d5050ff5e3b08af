import type { EncryptionDetails } from '../shared/encryption-details.ts';
import type { Failure } from '../shared/failure.ts';
import type { RecordingObject } from '../shared/recording-object.ts';
import type { RecordingSid } from '../shared/recording-sid.ts';
import type { Result } from '../shared/result.ts';
import type { CoveredLink, LinkCoverage } from './coverage/link-coverage.ts';
import type { ClosedCoverage } from './coverage/media-heard.ts';
import type { VerificationNote } from './decryption/verification-note.ts';
import type { WrappedContentKey } from './decryption/wrapped-content-key.ts';
import type { LeaseIncident, LeaseOpening, LeaseRevocation, LinkLease } from './lease/link-lease.ts';

/** What the media endpoint needs from outside, in addition to the audit log. Adapters return failures; only bugs reject. */

/** Leases of streamed links. Every operation fails with `unavailable`. */
export interface LinkLeases {
  /** Stores a new lease. Ok means durable. */
  create(lease: LinkLease): Promise<Result<void, Failure>>;
  /** Returns the current lease (a consistent read), or undefined if there is none. */
  find(linkHash: string): Promise<Result<LinkLease | undefined, Failure>>;
  /**
   * Opens a lease for its first client by one conditional write. At most one request succeeds, and none after the lease was
   * revoked or has expired. Returns the resulting lease, also if another request opened it; undefined if it is gone.
   */
  open(linkHash: string, opening: LeaseOpening): Promise<Result<LinkLease | undefined, Failure>>;
  /** Stores in the lease that the opening is durable in the audit trail. */
  markOpeningRecorded(linkHash: string, at: Date): Promise<Result<void, Failure>>;
  /**
   * Stores an incident by one conditional write, unless the lease already has one with the same id or `room` incidents.
   * Returns the resulting lease in each case; undefined if it is gone.
   */
  noteIncident(
    linkHash: string,
    incident: LeaseIncident,
    room: number,
  ): Promise<Result<LinkLease | undefined, Failure>>;
  /** Stores in the lease that an incident is durable in the audit trail. */
  markIncidentRecorded(linkHash: string, incidentId: string): Promise<Result<void, Failure>>;
}

/**
 * Unwraps a recording's content key. Fails with `recording_key_unknown` (no key is configured for the public key),
 * `integrity_failed` (the wrapped key is damaged or was not made for this key), `unavailable` (slow, throttled, down) or
 * `internal_error` (our own access to the key is broken, or the key is disabled).
 */
export interface KeyUnwrapper {
  unwrap(wrapped: WrappedContentKey): Promise<Result<Uint8Array, Failure>>;
}

/** An object of the bucket and, if known, its version. */
export interface MediaObject {
  readonly key: string;
  readonly versionId?: string;
}

/** A part of an object with a given entity tag. */
interface MediaPart {
  /** First and last byte, both inclusive. */
  readonly start: number;
  readonly end: number;
  /** Quoted entity tag that the object must have. */
  readonly etag: string;
}

/** A stream of an object's bytes, or of a part. */
export interface MediaBytes {
  /** Quoted entity tag of the object that these bytes belong to. */
  readonly etag: string;
  /** Number of bytes in the body. */
  readonly lengthBytes: number;
  /** Throws when the connection breaks. Leaving the loop early closes the connection. */
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * Reads recordings. Fails with `recording_not_found`, `recording_archived`, `recording_changed` (the object is no longer
 * the one with the given entity tag), `unavailable` or `internal_error` (our own access to the bucket is broken).
 */
export interface MediaSource {
  /** Reads the object's headers and first bytes. */
  describe(object: MediaObject): Promise<Result<RecordingObject, Failure>>;
  /**
   * Reads the whole object.
   * @param etag quoted entity tag that the object must have; default: any
   */
  readWhole(object: MediaObject, etag?: string): Promise<Result<MediaBytes, Failure>>;
  /**
   * Reads exactly this part, if the object still has the entity tag.
   * @param signal when it is aborted, the read ends and its connection closes, also before anybody reads the body
   */
  readPart(object: MediaObject, part: MediaPart, signal?: AbortSignal): Promise<Result<MediaBytes, Failure>>;
}

/** The catalog's notes about verified objects. Every operation fails with `unavailable`. */
export interface VerificationNotes {
  find(recordingSid: RecordingSid): Promise<Result<VerificationNote | undefined, Failure>>;
  /**
   * Stores a note by a conditional write, if the catalog still has these encryption details for the recording. Otherwise
   * stores nothing and returns ok, because the note would not apply to the new details.
   */
  put(recordingSid: RecordingSid, note: VerificationNote, details: EncryptionDetails): Promise<Result<void, Failure>>;
}

/** The links to revoke: one link by the id of its `link_issued` event, or all links of a recording or of a user. */
export type RevocationTarget =
  | { readonly by: 'event'; readonly eventId: string }
  | { readonly by: 'recording'; readonly recordingSid: RecordingSid }
  | { readonly by: 'user'; readonly workerSid: string };

/** Ends links before they expire. Every operation fails with `unavailable`. */
export interface LinkRevocation {
  /**
   * Yields the hashes of the target's links that are live at a time or ended within the day before, because the revocation
   * of such a link may not be in the audit trail yet. Links that expire last come first. Stops at the first failure.
   */
  findCandidates(target: RevocationTarget, at: Date): AsyncIterable<Result<string, Failure>>;
  /**
   * Revokes a link by one conditional write and returns the resulting lease. What was heard with it is due now. If an earlier run revoked it without recording
   * it, keeps and returns the earlier revocation. Returns undefined if the link expired, is gone, or its revocation is
   * already recorded.
   */
  revoke(linkHash: string, revocation: LeaseRevocation): Promise<Result<LinkLease | undefined, Failure>>;
  /** Stores in the lease that the revocation is durable in the audit trail. */
  markRevocationRecorded(linkHash: string, at: Date): Promise<Result<void, Failure>>;
}

/** How much has left with each link. Every operation fails with `unavailable`. */
export interface LinkCoverages {
  /** Returns the current coverage (a consistent read), or undefined if nothing has left. */
  find(linkHash: string): Promise<Result<LinkCoverage | undefined, Failure>>;
  /**
   * Stores a coverage by one conditional write, if the stored one has the version before it and is not closed. Otherwise
   * returns `outdated`. Once it was stored, the link is due when it expires, or as soon as it is revoked.
   */
  store(link: CoveredLink, coverage: LinkCoverage): Promise<Result<'stored' | 'outdated', Failure>>;
}

/** The coverages of links that have ended, on their way to the audit trail. Every operation fails with `unavailable`. */
export interface EndedCoverages {
  /** Yields the hashes of links that ended at this time or before and are not finished. Stops at the first failure. */
  readDue(at: Date): AsyncIterable<Result<string, Failure>>;
  /**
   * Closes a coverage: nothing can be added to it any more. Returns it, and the same in each later call. Returns undefined
   * if nothing has left with the link, or if it is gone.
   */
  close(linkHash: string, at: Date): Promise<Result<ClosedCoverage | undefined, Failure>>;
  /** Ends the work on a link: its event is durable. Its coverage is deleted some days later, and never before this. */
  finish(linkHash: string, at: Date): Promise<Result<void, Failure>>;
}
