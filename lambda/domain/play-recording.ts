import type { AccessDecision } from './access-decision.ts';
import { type AuditFacts, auditEvent } from './audit-event.ts';
import type { Caller } from './caller.ts';
import { type Failure, type FailureCode, fail } from './failure.ts';
import type { PreparedLink } from './link.ts';
import { type LinkLifetimeBounds, linkTtlSeconds } from './link-lifetime.ts';
import type { PlaybackRequest } from './playback-request.ts';
import type { AuditLog, Authorizer, LinkIssuer, RecordingStore, TokenValidator } from './ports.ts';
import type { RecordingObject } from './recording-object.ts';
import { ok, type Result } from './result.ts';

/** What the pipeline is wired to. */
export interface PlayRecordingDependencies {
  readonly tokens: TokenValidator;
  readonly recordings: RecordingStore;
  readonly authorizer: Authorizer;
  readonly audit: AuditLog;
  readonly links: LinkIssuer;
  readonly linkLifetime: LinkLifetimeBounds;
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
 * Two hops: Twilio and S3 are asked at the same time, then the audit event is made durable (beside the lease, for a
 * streamed link). Nothing is released, and no denial is spoken, before its audit event is durable.
 * Fails with any `FailureCode`; only `unauthenticated`, `unavailable` and `internal_error` leave no audit event.
 */
export const playRecording = async (
  dependencies: PlayRecordingDependencies,
  request: PlaybackRequest,
): Promise<Result<ReleasedLink, Failure>> => {
  const [authenticated, located] = await Promise.all([
    dependencies.tokens.validate(request.token),
    dependencies.recordings.locate(request.recordingSid),
  ]);
  if (!authenticated.ok) return authenticated;
  const caller = authenticated.value;

  const occurredAt = dependencies.now();
  const decision = decide(dependencies.authorizer, caller, request, occurredAt);
  const facts: Omit<AuditFacts, 'event'> = {
    eventId: dependencies.newEventId(),
    occurredAt,
    recordingSid: request.recordingSid,
    requestId: request.requestId,
    caller,
    client: request.client,
    decision,
  };
  const refuse = async (
    event: 'denied' | 'not_playable',
    code: FailureCode,
    reason: string,
    object?: RecordingObject,
  ) => {
    const recorded = await dependencies.audit.append(
      auditEvent({ ...facts, event, reason, ...(object && { object }) }),
    );
    return recorded.ok ? fail(code, reason) : recorded;
  };

  // The denial comes before anything that depends on the recording: who may not listen cannot learn what exists.
  if (!decision.allowed) return refuse('denied', 'forbidden', decision.reason);
  if (!located.ok) return located;
  const object = located.value;
  if (!object) return refuse('not_playable', 'recording_not_found', 'recording_not_found');
  if (object.archived) return refuse('not_playable', 'recording_archived', 'recording_archived', object);

  const prepared = await dependencies.links.prepare({
    eventId: facts.eventId,
    caller,
    client: request.client,
    recordingSid: request.recordingSid,
    object,
    issuedAt: occurredAt,
    ttlSeconds: linkTtlSeconds(object, dependencies.linkLifetime),
  });
  if (!prepared.ok) return prepared;
  return release(dependencies.audit, facts, object, prepared.value);
};

/** A decision that cannot be made is a denial, whatever the reason. */
const decide = (authorizer: Authorizer, caller: Caller, request: PlaybackRequest, now: Date): AccessDecision => {
  try {
    return authorizer.decide({ caller, recordingSid: request.recordingSid, client: request.client, now });
  } catch {
    return { allowed: false, policyIds: [], policySet: 'none', reason: 'decision_error' };
  }
};

/** Lets the link out once both its audit event and the link itself are durable. */
const release = async (
  audit: AuditLog,
  facts: Omit<AuditFacts, 'event'>,
  object: RecordingObject,
  link: PreparedLink,
): Promise<Result<ReleasedLink, Failure>> => {
  const event = auditEvent({
    ...facts,
    event: 'link_issued',
    delivery: link.delivery,
    object,
    linkExpiresAt: link.expiresAt,
  });
  const [recorded, activated] = await Promise.all([audit.append(event), link.activate()]);
  if (!recorded.ok) return recorded;
  if (!activated.ok) return activated;
  return ok({ url: link.url, eventId: facts.eventId });
};
