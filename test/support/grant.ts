import type { AuditEvent } from '../../lambda/domain/audit/events/audit-event.ts';
import { auditEvent } from '../../lambda/domain/audit/events/audit-event.ts';
import type { Grant } from '../../lambda/domain/playback/link/link.ts';
import type { RecordingSid } from '../../lambda/domain/shared/recording-sid.ts';
import { supervisor } from './callers.ts';

/** A grant for one recording, issued at a fixed time. */
export const grant = (changes: Partial<Grant> = {}): Grant => ({
  eventId: '01939d5e-0000-7000-8000-00000000000a',
  caller: supervisor,
  decision: { allowed: true, policyIds: ['p1'], policySet: 'set-1', reason: 'role_permits' },
  client: { sourceIp: '192.0.2.7', userAgent: 'Mozilla/5.0' },
  recordingSid: `RE${'1'.repeat(32)}` as RecordingSid,
  object: { key: `AC${'0'.repeat(32)}/RE${'1'.repeat(32)}`, etag: '"e"', sizeBytes: 48_044, contentType: 'audio/wav' },
  issuedAt: new Date('2026-11-24T02:34:14.123Z'),
  ttlSeconds: 120,
  ...changes,
});

/** The audit event of `grant()`. */
export const linkIssued = (changes: Partial<AuditEvent> = {}): AuditEvent => {
  const { eventId, issuedAt, recordingSid, caller, client, object } = grant();
  return {
    ...auditEvent({
      event: 'link_issued',
      eventId,
      occurredAt: issuedAt,
      recordingSid,
      requestId: 'request-1',
      caller,
      client,
      decision: { allowed: true, policyIds: ['p1'], policySet: 'set-1', reason: 'role_permits' },
      delivery: 's3',
      object,
      linkExpiresAt: new Date('2026-11-24T02:36:14.123Z'),
    }),
    ...changes,
  };
};
