import type { AuditEvent } from '../audit/events/audit-event.ts';
import type { CatalogEntry } from '../catalog/catalog-entry.ts';
import type { CatalogChange, CatalogUpdate } from '../catalog/catalog-update.ts';
import type { SignedRequest } from '../catalog/twilio-signature.ts';
import type { Caller } from '../shared/caller.ts';
import type { Failure } from '../shared/failure.ts';
import type { RecordingObject } from '../shared/recording-object.ts';
import type { RecordingSid } from '../shared/recording-sid.ts';
import type { Result } from '../shared/result.ts';
import type { AccessDecision, AccessQuestion } from './access-decision.ts';
import type { Grant, PreparedLink } from './link.ts';
import type { FlexToken } from './playback-request.ts';

/**
 * What the domain needs from outside. An adapter translates its SDK's errors into `Failure` once and never rejects,
 * except for a bug.
 */

/**
 * Asks Twilio whether a Flex token is genuine, and whose.
 * Fails with `unauthenticated` (rejected, expired, guest, no worker), `unavailable` (slow, down, unreadable answer)
 * or `internal_error` (our own credentials are refused).
 */
export interface TokenValidator {
  validate(token: FlexToken): Promise<Result<Caller, Failure>>;
}

/**
 * Finds a recording's object. Undefined: there is none under any configured key.
 * Fails with `unavailable` (slow, throttled, down) or `internal_error` (our own access to the bucket is broken).
 */
export interface RecordingStore {
  locate(recordingSid: RecordingSid): Promise<Result<RecordingObject | undefined, Failure>>;
}

/**
 * What is known about recordings besides their bytes. Undefined: nothing is.
 * Fails with `unavailable` (slow, throttled, down), `internal_error` (no access), or `forbidden` for an item that cannot
 * be read: a fact that is there but unreadable must not pass for one that is absent, so nobody can be let in. It is a
 * denial like any other, since an answer of its own would tell those who may not listen that the recording exists.
 */
export interface RecordingCatalog {
  find(recordingSid: RecordingSid): Promise<Result<CatalogEntry | undefined, Failure>>;
}

/** Adds what a message tells to what is known. Fails like `RecordingCatalog`; what was already written stays. */
export interface CatalogWriter {
  apply(update: CatalogUpdate): Promise<Result<CatalogChange, Failure>>;
}

/**
 * Tells whether a callback comes from Twilio. Fails with `callback_refused` (not signed with the account's auth tokens),
 * `unavailable` or `internal_error` (the tokens cannot be had).
 */
export interface CallbackVerifier {
  verify(request: SignedRequest): Promise<Result<void, Failure>>;
}

/** Decides whether a caller may play a recording. Pure and synchronous; whatever goes wrong inside is a denial. */
export interface Authorizer {
  decide(question: AccessQuestion): AccessDecision;
}

/** Appends to the audit trail. Ok means durable. Fails with `unavailable`; there is no other way to fail. */
export interface AuditLog {
  append(event: AuditEvent): Promise<Result<void, Failure>>;
}

/** Makes a link for a grant without any network call. Fails with `internal_error` when it cannot sign. */
export interface LinkIssuer {
  prepare(grant: Grant): Promise<Result<PreparedLink, Failure>>;
}
