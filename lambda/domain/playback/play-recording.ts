import { type AuditEvent, type AuditFacts, auditEvent } from '../audit/events/audit-event.ts';
import type { Failure } from '../shared/failure.ts';
import type { RecordingObject } from '../shared/recording-object.ts';
import { err, ok, type Result } from '../shared/result.ts';
import type { PreparedLink } from './link.ts';
import { type LinkLifetimeBounds, linkTtlSeconds } from './link-lifetime.ts';
import { playableEncryption } from './playable-encryption.ts';
import type { PlaybackRequest } from './playback-request.ts';
import type { AuditLog, Authorizer, LinkIssuer, RecordingCatalog, RecordingStore, TokenValidator } from './ports.ts';
import { denial, safeDecision } from './safe-decision.ts';

/** What the pipeline is wired to. */
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

/** A link that may leave: its audit event is durable. */
export interface ReleasedLink {
  readonly url: string;
  readonly eventId: string;
}

/**
 * The whole access decision: authenticate ▸ locate ▸ authorize ▸ record ▸ release.
 *
 * Two hops: Twilio, S3 and the catalog are asked at the same time, then the audit event is made durable (beside the lease, for a
 * streamed link). Nothing is released, and no denial is spoken, before its audit event is durable.
 * Fails with any `FailureCode`; only `unauthenticated`, `unavailable` and `internal_error` leave no audit event.
 */
export const playRecording = async (
  dependencies: PlayRecordingDependencies,
  request: PlaybackRequest,
): Promise<Result<ReleasedLink, Failure>> => {
  const [authenticated, located, catalogued] = await Promise.all([
    dependencies.tokens.validate(request.token),
    dependencies.recordings.locate(request.recordingSid),
    dependencies.catalog.find(request.recordingSid),
  ]);
  if (!authenticated.ok) return authenticated;
  // Without the facts no rule can be trusted: one that forbids would not know that it should.
  if (!catalogued.ok && catalogued.error.code !== 'forbidden') return catalogued;
  const caller = authenticated.value;

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
  const refuse = async (event: 'denied' | 'not_playable', failure: Failure, object?: RecordingObject) => {
    const recorded = await dependencies.audit.append(
      auditEvent({ ...facts, event, reason: failure.reason, ...(object && { object }) }),
    );
    return recorded.ok ? err(failure) : recorded;
  };

  // The denial comes before anything that depends on the recording: who may not listen cannot learn what exists.
  if (!decision.allowed) return refuse('denied', { code: 'forbidden', reason: decision.reason });
  if (!located.ok) return located;
  const object = located.value;
  if (!object) return refuse('not_playable', ABSENT);
  if (object.archived) return refuse('not_playable', ARCHIVED, object);

  const encryption = playableEncryption(recording, dependencies.publicKeySids);
  if (!encryption.ok) return refuse('not_playable', encryption.error, object);

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

/** Lets the link out once both its audit event and the link itself are durable. */
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
