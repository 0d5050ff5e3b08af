import { type AuditEvent, auditEvent } from '../audit/events/audit-event.ts';
import { derivedEventId } from '../audit/events/derived-event-id.ts';
import type { HeardSeconds } from '../audit/events/heard-facts.ts';
import { secondsOf } from '../shared/timeline/audio-timeline.ts';
import { totalOf } from '../shared/timeline/merged-ranges.ts';
import type { AccessLogLine } from './access-log-line.ts';
import type { FetchClaim } from './fetch-claim.ts';
import type { IssuedLink } from './ports.ts';

/** Returns the id of a fetch's event: the same whenever, and in whatever log object, S3 delivers the line. */
export const fetchEventId = ({ line, recordingSid, auditId }: FetchClaim): string =>
  derivedEventId([line.requestId, line.at.toISOString(), line.bucket, recordingSid, auditId]);

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
    heard: {
      firstAt: line.at,
      lastAt: new Date(line.at.getTime() + line.tookMs),
      bytes: line.bytesSent,
      objectBytes: line.objectBytes,
      seconds: fetchedSeconds(line, link),
      isOtherAddress: line.remoteAddress !== link.sourceIp,
    },
  });
};

/**
 * Returns the seconds of a fetch. The log does not contain the requested range. The answer 200 begins at the beginning of
 * the object; of a part (206), only its length is known.
 */
const fetchedSeconds = ({ status, bytesSent }: AccessLogLine, { timeline }: IssuedLink): HeardSeconds | undefined => {
  if (!timeline) return undefined;
  const fromBeginning = secondsOf([[0, bytesSent]], timeline);
  if (status === 200) return { recording: timeline.seconds, heard: fromBeginning };
  const anywhere = secondsOf([[timeline.offsetBytes, timeline.offsetBytes + bytesSent]], timeline);
  return { recording: timeline.seconds, heard: totalOf(anywhere) };
};
