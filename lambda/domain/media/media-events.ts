import { type AuditEvent, type AuditEventName, auditEvent } from '../audit/events/audit-event.ts';
import type { Failure, FailureCode } from '../shared/failure.ts';
import type { LeaseOpening, LeaseRefusal, LeaseRevocation, LinkLease } from './lease/link-lease.ts';

/** When, from where and in which request something happened to a link. */
export type MediaMoment = LeaseOpening;

/** The first use of a link. Built from the lease alone, so that recording it again records the same. */
export const mediaOpened = (lease: LinkLease, opening: LeaseOpening): AuditEvent =>
  mediaEvent('media_opened', 'first_use', lease, opening);

/** A link was presented, by whomever, that did not serve. */
export const mediaRefused = (lease: LinkLease, reason: LeaseRefusal, moment: MediaMoment): AuditEvent =>
  mediaEvent('media_refused', reason, lease, moment);

/** A link was ended before its time. Built from the lease alone, so that recording it again records the same. */
export const linkRevoked = (lease: LinkLease, { reason, tool, ...moment }: LeaseRevocation): AuditEvent =>
  mediaEvent('link_revoked', reason, lease, { ...moment, client: { sourceIp: '', userAgent: tool } });

/** Failures about the recording itself; the others say nothing about who listened to what and go to the log only. */
const FAILURE_EVENTS: Partial<Record<FailureCode, AuditEventName>> = {
  integrity_failed: 'integrity_failed',
  recording_not_found: 'not_playable',
  recording_archived: 'not_playable',
  recording_changed: 'not_playable',
  recording_key_unknown: 'not_playable',
};

/** What the audit trail says of a failure on a live link; undefined when it belongs in the log only. */
export const mediaFailed = (lease: LinkLease, failure: Failure, moment: MediaMoment): AuditEvent | undefined => {
  const event = FAILURE_EVENTS[failure.code];
  return event && mediaEvent(event, failure.reason, lease, moment);
};

const mediaEvent = (event: AuditEventName, reason: string, lease: LinkLease, moment: MediaMoment): AuditEvent =>
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
  });
