import { type AuditEvent, auditEvent } from '../audit/events/audit-event.ts';
import { sha256Of } from '../shared/sha256.ts';
import type { FetchClaim } from './fetch-claim.ts';
import type { IssuedLink } from './ports.ts';

/**
 * Returns the id of a fetch's event: the same whenever, and in whatever log object, S3 delivers the line. In the form of a
 * UUIDv8, which RFC 9562 leaves to its user.
 */
export const fetchEventId = ({ line, recordingSid, auditId }: FetchClaim): string => {
  const hash = sha256Of(JSON.stringify([line.requestId, line.at.toISOString(), line.bucket, recordingSid, auditId]));
  const variant = ((Number.parseInt(hash.slice(16, 17), 16) % 4) + 8).toString(16);
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `8${hash.slice(13, 16)}`,
    `${variant}${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join('-');
};

/** Returns the event of a fetch. Built from the line, the link and the time of the log alone: a second attempt writes the same. */
export const mediaFetched = (claim: FetchClaim, link: IssuedLink, recordedAt: Date): AuditEvent => {
  const { line } = claim;
  return auditEvent({
    event: 'media_fetched',
    eventId: fetchEventId(claim),
    occurredAt: recordedAt,
    recordingSid: claim.recordingSid,
    requestId: line.requestId,
    caller: link.caller,
    client: { sourceIp: line.remoteAddress, userAgent: line.userAgent },
    decision: link.decision,
    reason: 'access_log',
    delivery: 's3',
    object: link.object,
    linkExpiresAt: link.expiresAt,
    linkEventId: claim.auditId,
    fetched: {
      firstAt: line.at,
      lastAt: new Date(line.at.getTime() + line.tookMs),
      bytes: line.bytesSent,
      objectBytes: line.objectBytes,
      isOtherAddress: line.remoteAddress !== link.sourceIp,
    },
  });
};
