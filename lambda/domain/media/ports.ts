import type { EncryptionDetails } from '../shared/encryption-details.ts';
import type { Failure } from '../shared/failure.ts';
import type { RecordingSid } from '../shared/recording-sid.ts';
import type { Result } from '../shared/result.ts';
import type { VerificationNote } from './decryption/verification-note.ts';
import type { WrappedContentKey } from './decryption/wrapped-content-key.ts';
import type { LeaseOpening, LeaseRevocation, LinkLease } from './lease/link-lease.ts';

/** What the media endpoint needs from outside, beside the audit log. The rule of `ports.ts` holds: nothing rejects but bugs. */

/** Leases of streamed links. Every operation fails with `unavailable`. */
export interface LinkLeases {
  /** Stores a new lease. Ok means durable. */
  create(lease: LinkLease): Promise<Result<void, Failure>>;
  /** The lease as it is now (a consistent read), or undefined when there is none. */
  find(linkHash: string): Promise<Result<LinkLease | undefined, Failure>>;
  /**
   * Opens a lease for its first client by one conditional write, which at most one request ever wins, and none once the
   * lease is revoked or expired. Gives the lease as it is afterwards, whoever opened it; undefined when it is gone.
   */
  open(linkHash: string, opening: LeaseOpening): Promise<Result<LinkLease | undefined, Failure>>;
  /** Notes that the opening is durable in the audit trail. */
  markOpeningRecorded(linkHash: string, at: Date): Promise<Result<void, Failure>>;
}

/**
 * Unwraps a recording's content key. Fails with `recording_key_unknown` (no key is configured for the public key),
 * `integrity_failed` (the wrapped key is damaged or was not made for this key), `unavailable` (slow, throttled, down) or
 * `internal_error` (our own access to the key is broken, or the key is disabled).
 */
export interface KeyUnwrapper {
  unwrap(wrapped: WrappedContentKey): Promise<Result<Uint8Array, Failure>>;
}

/** Which object of the bucket, and in which state. */
export interface MediaObject {
  readonly key: string;
  readonly versionId?: string;
}

/** An object's bytes, or a part of them, on their way. */
export interface MediaBytes {
  /** Quoted entity tag of the object that these bytes belong to. */
  readonly etag: string;
  /** Bytes that will come. */
  readonly lengthBytes: number;
  /** Throws when the connection breaks or the signal aborts. Leaving the loop early closes the connection. */
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * Reads recordings. Fails with `recording_not_found`, `recording_archived`, `recording_changed` (the object is no longer
 * the one with the given entity tag), `unavailable` or `internal_error` (our own access to the bucket is broken).
 */
export interface MediaSource {
  /** The current state of an object. */
  describe(object: MediaObject): Promise<Result<{ readonly etag: string; readonly sizeBytes: number }, Failure>>;
  /** The whole object. */
  readWhole(object: MediaObject, signal: AbortSignal): Promise<Result<MediaBytes, Failure>>;
  /** Bytes `start` to `end`, both inclusive, of the object while its entity tag is `etag`. */
  readPart(
    object: MediaObject,
    part: { readonly start: number; readonly end: number; readonly etag: string },
    signal: AbortSignal,
  ): Promise<Result<MediaBytes, Failure>>;
}

/** The catalog's memory of verified objects. Every operation fails with `unavailable`. */
export interface VerificationNotes {
  find(recordingSid: RecordingSid): Promise<Result<VerificationNote | undefined, Failure>>;
  /**
   * Notes a verification, if the catalog still describes the recording's encryption with these details (a conditional
   * write); otherwise does nothing and is ok, since the note would say nothing about the new details.
   */
  put(recordingSid: RecordingSid, note: VerificationNote, details: EncryptionDetails): Promise<Result<void, Failure>>;
}

/** Which links to end: one by the event that records it, or all of a recording or of a user. */
export type RevocationTarget =
  | { readonly by: 'event'; readonly eventId: string }
  | { readonly by: 'recording'; readonly recordingSid: RecordingSid }
  | { readonly by: 'user'; readonly workerSid: string };

/** Ends links before their time. Every operation fails with `unavailable`. */
export interface LinkRevocation {
  /**
   * Hashes of the target's links that are live at a time, or ended within a day before it: among those may be one whose
   * end is not on record. The longest-lived come first. Ends at the first failure.
   */
  candidates(target: RevocationTarget, at: Date): AsyncIterable<Result<string, Failure>>;
  /**
   * Ends a link by one conditional write and gives it as it is then. If an earlier run ended it and did not put that on
   * record, its own revocation is kept and given. Undefined when there is nothing to do: expired, gone, or ended and on
   * record.
   */
  revoke(linkHash: string, revocation: LeaseRevocation): Promise<Result<LinkLease | undefined, Failure>>;
  /** Notes that the end of the link is durable in the audit trail. */
  markRevocationRecorded(linkHash: string, at: Date): Promise<Result<void, Failure>>;
}
