import { type AuditEvent, type AuditEventName, auditEvent } from '../audit/events/audit-event.ts';
import type { FailureCode } from '../shared/failure.ts';
import type { IncidentEvent, LeaseIncident, LeaseOpening, LeaseRevocation, LinkLease } from './lease/link-lease.ts';

/** Time, client and request of something that happened to a link. */
export type MediaMoment = LeaseOpening;

/** Returns the event of a link's first use. Built from the lease alone, so that a second attempt writes the same event. */
export const mediaOpened = (lease: LinkLease, opening: LeaseOpening): AuditEvent =>
  mediaEvent('media_opened', 'first_use', lease, opening);

/** Returns the event of a refused link or of a recording that could not be played. Built from the stored incident alone. */
export const mediaIncident = (lease: LinkLease, incident: LeaseIncident): AuditEvent =>
  mediaEvent(incident.event, incident.reason, lease, incident);

/** Returns the event of a revocation. Built from the lease alone, so that a second attempt writes the same event. */
export const linkRevoked = (lease: LinkLease, { reason, tool, ...moment }: LeaseRevocation): AuditEvent =>
  mediaEvent('link_revoked', reason, lease, { ...moment, client: { sourceIp: '', userAgent: tool } });

/** Failures that concern the recording itself. Others are only logged, because they say nothing about who listened to what. */
const FAILURE_EVENTS: Partial<Record<FailureCode, IncidentEvent>> = {
  integrity_failed: 'integrity_failed',
  recording_not_found: 'not_playable',
  recording_archived: 'not_playable',
  recording_not_playable: 'not_playable',
  recording_changed: 'not_playable',
  recording_key_unknown: 'not_playable',
};

/** Returns the audit event's name for a failure on a live link; undefined for a failure that is only logged. */
export const failureEvent = (code: FailureCode): IncidentEvent | undefined => FAILURE_EVENTS[code];

const mediaEvent = (
  event: AuditEventName,
  reason: string,
  lease: LinkLease,
  moment: MediaMoment & Pick<LeaseRevocation, 'operator'>,
): AuditEvent =>
  auditEvent({
    event,
    eventId: moment.eventId,
    occurredAt: moment.at,
    recordingSid: lease.recordingSid,
    requestId: moment.requestId,
    caller: lease.caller,
    client: moment.client,
    decision: lease.decision,
    reason,
    delivery: 'stream',
    object: lease.object,
    linkExpiresAt: lease.expiresAt,
    linkEventId: lease.eventId,
    ...(moment.operator && { operator: moment.operator }),
  });
