import type { CatalogEntry } from '../catalog/catalog-entry.ts';
import type { AccessDecision } from '../shared/access-decision.ts';
import type { Caller } from '../shared/caller.ts';
import type { Failure } from '../shared/failure.ts';
import type { RecordingGroup } from '../shared/recording-group.ts';
import type { ArchivedObject, RecordingObject } from '../shared/recording-object.ts';
import type { RecordingSid } from '../shared/recording-sid.ts';
import type { Result } from '../shared/result.ts';
import type { AccessQuestion } from './access-question.ts';
import type { Candidate } from './group/group-candidates.ts';
import type { Grant, PreparedLink } from './link/link.ts';
import type { FlexToken } from './playback-request.ts';

/**
 * What the domain needs from outside. An adapter translates its SDK's errors into `Failure` once and never rejects,
 * except for a bug.
 */

/**
 * Asks Twilio whether a Flex token is valid, and for its user.
 * Fails with `unauthenticated` (rejected, expired, guest, no worker), `unavailable` (slow, down, unreadable answer)
 * or `internal_error` (our own credentials are refused).
 */
export interface TokenValidator {
  validate(token: FlexToken): Promise<Result<Caller, Failure>>;
}

/** The object under a recording's key. */
export type LocatedObject = RecordingObject | ArchivedObject;

/**
 * Finds a recording's object. Returns undefined if there is none under any configured key.
 * Fails with `unavailable` (slow, throttled, down) or `internal_error` (our own access to the bucket is broken).
 */
export interface RecordingStore {
  /**
   * @param signal is aborted when the answer is no longer needed; the lookup then ends immediately, with any result
   * @param objectKey the only key to look under; default: all configured keys that are tried. It must be a configured key
   *   of this recording, otherwise the lookup fails with `internal_error`
   */
  locate(
    recordingSid: RecordingSid,
    signal: AbortSignal,
    objectKey?: string,
  ): Promise<Result<LocatedObject | undefined, Failure>>;
}

/**
 * Reads what is known about a recording in addition to its bytes. Returns undefined if nothing is known.
 * Fails with `unavailable` (slow, throttled, down), `internal_error` (no access), or `forbidden` for an item that cannot
 * be read: an unreadable fact must not be treated as absent, so every caller is denied. The answer is the same as for any
 * other denial; otherwise unauthorized users could tell that the recording exists.
 */
export interface RecordingCatalog {
  /** @param signal as in `RecordingStore.locate` */
  find(recordingSid: RecordingSid, signal?: AbortSignal): Promise<Result<CatalogEntry | undefined, Failure>>;
}

/**
 * Finds the recordings of a conference, call or task. Both methods fail like `RecordingCatalog`, never with `forbidden`.
 * The signals are as in `RecordingStore.locate`.
 */
export interface RecordingGroups {
  /** Returns the recordings in the order of their start. A change can be missing for a moment, because an index tells. */
  list(group: RecordingGroup, signal: AbortSignal): Promise<Result<readonly RecordingSid[], Failure>>;
  /** Reads the entries of up to 100 recordings in one request. Leaves out recordings without an entry. */
  read(recordingSids: readonly RecordingSid[], signal: AbortSignal): Promise<Result<Candidate[], Failure>>;
}

/** Decides whether a caller may play a recording. Pure and synchronous; an error inside is a denial. */
export interface Authorizer {
  decide(question: AccessQuestion): AccessDecision;
}

/** Prepares a link for a grant without a network call. Fails with `internal_error` if it cannot sign. */
export interface LinkIssuer {
  prepare(grant: Grant): Promise<Result<PreparedLink, Failure>>;
}
