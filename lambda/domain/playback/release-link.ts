import { type AuditEvent, type AuditFacts, auditEvent } from '../audit/events/audit-event.ts';
import type { AuditLog } from '../audit/events/audit-log.ts';
import type { CatalogEntry } from '../catalog/catalog-entry.ts';
import type { Caller } from '../shared/caller.ts';
import type { Failure } from '../shared/failure.ts';
import type { RecordingSid } from '../shared/recording-sid.ts';
import { err, ok, type Result } from '../shared/result.ts';
import type { PreparedLink } from './link/link.ts';
import { type LinkLifetimeBounds, linkTtlSeconds } from './link/link-lifetime.ts';
import type { PlayableObject, Unplayable } from './playable-object.ts';
import type { LinkIssuer } from './ports.ts';
import { startedRequestIsSent } from './started-request-is-sent.ts';

/** A link whose audit event is durable, so that it may be returned. */
export interface ReleasedLink {
  readonly url: string;
  readonly eventId: string;
}

/** What an audit event says about a decision, besides its outcome. */
export type DecidedFacts = Omit<AuditFacts, 'event'> & { readonly caller: Caller };

/** Records a refusal and returns its failure, or the failure of the audit write. */
export const refuse = async (
  audit: AuditLog,
  facts: DecidedFacts,
  { event, failure, object }: Unplayable & { readonly event: 'denied' | 'not_playable' },
): Promise<Result<never, Failure>> => {
  const recorded = await audit.append(
    auditEvent({ ...facts, event, reason: failure.reason, ...(object && { object }) }),
  );
  return recorded.ok ? err(failure) : recorded;
};

export interface ReleaseLinkDependencies {
  readonly audit: AuditLog;
  readonly links: LinkIssuer;
  readonly linkLifetime: LinkLifetimeBounds;
  /** Whether this deployment reads S3's access log, so that uses of links of S3 get on record. */
  readonly isAccessLogged: boolean;
}

/** Makes a link to the object, records it and returns it. */
export const releaseLink = async (
  dependencies: ReleaseLinkDependencies,
  facts: DecidedFacts & { readonly recordingSid: RecordingSid },
  { recording, playable }: { readonly recording: CatalogEntry | undefined; readonly playable: PlayableObject },
): Promise<Result<ReleasedLink, Failure>> => {
  const { object, encryption } = playable;
  const prepared = await dependencies.links.prepare({
    eventId: facts.eventId,
    caller: facts.caller,
    decision: facts.decision,
    client: facts.client,
    recordingSid: facts.recordingSid,
    object,
    ...(encryption && { encryption }),
    issuedAt: facts.occurredAt,
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
    linked: { ...object, isLogged: link.delivery === 's3' && dependencies.isAccessLogged },
  });
  return release(dependencies.audit, issued, link);
};

/** Returns the link after both its audit event and the link itself are durable. */
const release = async (
  audit: AuditLog,
  issued: AuditEvent,
  link: PreparedLink,
): Promise<Result<ReleasedLink, Failure>> => {
  const [recorded, activated, url] = await Promise.all([
    audit.append(issued),
    link.activate(),
    // The link is signed while the audit event is being written, but nobody gets it before the event is durable.
    startedRequestIsSent().then(link.url),
  ]);
  if (!recorded.ok) return recorded;
  if (!activated.ok) return activated;
  return ok({ url, eventId: issued.event_id });
};
