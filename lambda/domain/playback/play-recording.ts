import { type AuditEvent, type AuditFacts, auditEvent } from '../audit/events/audit-event.ts';
import type { AuditLog } from '../audit/events/audit-log.ts';
import type { CatalogEntry } from '../catalog/catalog-entry.ts';
import type { Caller } from '../shared/caller.ts';
import type { Failure } from '../shared/failure.ts';
import { playableAudio } from '../shared/playable-audio.ts';
import { err, ok, type Result } from '../shared/result.ts';
import type { PreparedLink } from './link.ts';
import { type LinkLifetimeBounds, linkTtlSeconds } from './link-lifetime.ts';
import { playableEncryption } from './playable-encryption.ts';
import type { PlaybackRequest } from './playback-request.ts';
import type {
  Authorizer,
  LinkIssuer,
  LocatedObject,
  RecordingCatalog,
  RecordingStore,
  TokenValidator,
} from './ports.ts';
import { denial, safeDecision } from './safe-decision.ts';

/** The adapters and settings of the pipeline. */
export interface PlayRecordingDependencies {
  readonly tokens: TokenValidator;
  readonly recordings: RecordingStore;
  readonly catalog: RecordingCatalog;
  readonly authorizer: Authorizer;
  readonly audit: AuditLog;
  readonly links: LinkIssuer;
  readonly linkLifetime: LinkLifetimeBounds;
  /** Twilio's public keys (`CR…`) whose private halves this deployment can use. */
  readonly publicKeySids: ReadonlySet<string>;
  readonly now: () => Date;
  /** A new UUIDv7. */
  readonly newEventId: () => string;
}

/** A link whose audit event is durable, so that it may be returned. */
export interface ReleasedLink {
  readonly url: string;
  readonly eventId: string;
}

/**
 * Decides about a request and returns a link: authenticate ▸ locate ▸ authorize ▸ record ▸ release.
 *
 * Takes two hops: Twilio, S3 and the catalog are called at the same time; then the audit event is written, and with it the
 * lease of a streamed link. Returns neither a link nor a denial before its audit event is durable.
 * A refusal waits only for the calls on which it depends: 401 for Twilio, 403 for Twilio and the catalog. So its timing
 * does not reveal whether the recording exists.
 * Fails with any `FailureCode`; only `unauthenticated`, `unavailable` and `internal_error` leave no audit event.
 */
export const playRecording = async (
  dependencies: PlayRecordingDependencies,
  request: PlaybackRequest,
): Promise<Result<ReleasedLink, Failure>> => {
  const lookups = new AbortController();
  try {
    const authenticating = dependencies.tokens.validate(request.token);
    const locating = started(dependencies.recordings.locate(request.recordingSid, lookups.signal));
    const cataloguing = started(dependencies.catalog.find(request.recordingSid, lookups.signal));
    const authenticated = await authenticating;
    if (!authenticated.ok) return authenticated;
    return await decideAndRelease(dependencies, request, {
      caller: authenticated.value,
      catalogued: await cataloguing,
      located: () => locating,
      abandonLookups: () => lookups.abort(),
    });
  } finally {
    lookups.abort();
  }
};

/** Prevents a lookup that is never awaited from ending the process if it rejects. Only a bug can make it reject. */
const started = <T>(lookup: Promise<T>): Promise<T> => {
  lookup.catch(() => undefined);
  return lookup;
};

/** A request whose caller is known, with the lookups that were started for it. */
interface AuthenticatedRequest {
  readonly caller: Caller;
  readonly catalogued: Result<CatalogEntry | undefined, Failure>;
  /** Waits for S3. Call it only after the caller was authorized. */
  readonly located: () => Promise<Result<LocatedObject | undefined, Failure>>;
  readonly abandonLookups: () => void;
}

const decideAndRelease = async (
  dependencies: PlayRecordingDependencies,
  request: PlaybackRequest,
  { caller, catalogued, located: waitForObject, abandonLookups }: AuthenticatedRequest,
): Promise<Result<ReleasedLink, Failure>> => {
  // Without the catalog's facts the decision cannot be trusted: a policy that forbids might not match.
  if (!catalogued.ok && catalogued.error.code !== 'forbidden') return catalogued;

  const occurredAt = dependencies.now();
  const { recordingSid, client, requestId } = request;
  const recording = catalogued.ok ? catalogued.value : undefined;
  const decision = catalogued.ok
    ? safeDecision(dependencies.authorizer, { caller, recordingSid, client, now: occurredAt, recording })
    : denial(catalogued.error.reason);
  const facts: Omit<AuditFacts, 'event'> = {
    eventId: dependencies.newEventId(),
    occurredAt,
    recordingSid,
    requestId,
    caller,
    client,
    decision,
  };
  const refuse = async (event: 'denied' | 'not_playable', failure: Failure, object?: LocatedObject) => {
    const recorded = await dependencies.audit.append(
      auditEvent({ ...facts, event, reason: failure.reason, ...(object && { object }) }),
    );
    return recorded.ok ? err(failure) : recorded;
  };

  // The denial precedes everything that depends on the object, so unauthorized users cannot tell whether it exists.
  if (!decision.allowed) {
    // Before the audit write, because handling S3's answer during it would take measurable time.
    abandonLookups();
    return refuse('denied', { code: 'forbidden', reason: decision.reason });
  }
  const located = await waitForObject();
  if (!located.ok) return located;
  const object = located.value;
  if (!object) return refuse('not_playable', ABSENT);
  if ('archived' in object) return refuse('not_playable', ARCHIVED, object);

  const encryption = playableEncryption(recording, dependencies.publicKeySids);
  if (!encryption.ok) return refuse('not_playable', encryption.error, object);
  // The format of an encrypted recording is only known after its verification.
  const playable = encryption.value ? ok(undefined) : playableAudio(object);
  if (!playable.ok) return refuse('not_playable', playable.error, object);

  const prepared = await dependencies.links.prepare({
    eventId: facts.eventId,
    caller,
    decision,
    client,
    recordingSid,
    object,
    ...(encryption.value && { encryption: encryption.value }),
    issuedAt: occurredAt,
    ttlSeconds: linkTtlSeconds(
      { sizeBytes: object.sizeBytes, durationSeconds: recording?.durationSeconds },
      dependencies.linkLifetime,
    ),
  });
  if (!prepared.ok) return prepared;
  const link = prepared.value;
  const issued = auditEvent({
    ...facts,
    event: 'link_issued',
    delivery: link.delivery,
    object,
    linkExpiresAt: link.expiresAt,
  });
  return release(dependencies.audit, issued, link);
};

const ABSENT: Failure = { code: 'recording_not_found', reason: 'recording_not_found' };
const ARCHIVED: Failure = { code: 'recording_archived', reason: 'recording_archived' };

/** Returns the link after both its audit event and the link itself are durable. */
const release = async (
  audit: AuditLog,
  issued: AuditEvent,
  link: PreparedLink,
): Promise<Result<ReleasedLink, Failure>> => {
  const [recorded, activated] = await Promise.all([audit.append(issued), link.activate()]);
  if (!recorded.ok) return recorded;
  if (!activated.ok) return activated;
  return ok({ url: link.url, eventId: issued.event_id });
};
