import { type AuditEvent, auditEvent } from '../../audit/events/audit-event.ts';
import { derivedEventId } from '../../audit/events/derived-event-id.ts';
import type { HeardSeconds } from '../../audit/events/heard-facts.ts';
import { secondsOf } from '../../shared/timeline/audio-timeline.ts';
import type { CoveredLink, LinkCoverage } from './link-coverage.ts';

/** A coverage to which nothing can be added any more. */
export interface ClosedCoverage {
  readonly link: CoveredLink;
  readonly coverage: LinkCoverage;
  /** When it was closed: the same in each attempt to put it on record. */
  readonly closedAt: Date;
  readonly endedBy: 'link_expired' | 'link_revoked';
}

/** Returns the event of what was heard with a link. Built from the closed coverage alone: a second attempt writes the same event. */
export const mediaHeard = ({ link, coverage, closedAt, endedBy }: ClosedCoverage): AuditEvent =>
  auditEvent({
    event: 'media_heard',
    eventId: derivedEventId(['media_heard', link.eventId]),
    occurredAt: closedAt,
    recordingSid: link.recordingSid,
    requestId: coverage.lastRequestId,
    caller: link.caller,
    client: link.client,
    decision: link.decision,
    reason: endedBy,
    delivery: 'stream',
    object: link.object,
    linkExpiresAt: link.expiresAt,
    linkEventId: link.eventId,
    heard: {
      firstAt: coverage.firstAt,
      lastAt: coverage.lastAt,
      requests: coverage.version,
      bytes: coverage.bytes,
      objectBytes: coverage.sizeBytes,
      seconds: heardSeconds(coverage),
    },
  });

const heardSeconds = ({ timeline, ranges, joinedGapBytes }: LinkCoverage): HeardSeconds | undefined =>
  timeline && {
    recording: timeline.seconds,
    heard: secondsOf(ranges, timeline),
    joinedGaps: joinedGapBytes / timeline.bytesPerSecond,
  };
