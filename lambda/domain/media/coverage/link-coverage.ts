import type { AudioTimeline } from '../../shared/timeline/audio-timeline.ts';
import type { Range } from '../../shared/timeline/merged-ranges.ts';
import type { LinkLease } from '../lease/link-lease.ts';
import { type CoveredBytes, withRange } from './covered-bytes.ts';

/** The link that a coverage is about, with all facts of its audit event. The lease itself is deleted after its end. */
export type CoveredLink = Pick<
  LinkLease,
  'linkHash' | 'eventId' | 'recordingSid' | 'caller' | 'decision' | 'expiresAt'
> & {
  readonly object: Pick<LinkLease['object'], 'key' | 'versionId'>;
  /** The client that opened the link. */
  readonly client: { readonly sourceIp: string; readonly userAgent: string };
};

/** How much of a recording has left with a link: of all its answers, from all instances of the function. */
export interface LinkCoverage extends CoveredBytes {
  /** Counts the answers that were added, so that two instances cannot overwrite one another. */
  readonly version: number;
  readonly bytes: number;
  /** When the first answer began, and when the last byte left. */
  readonly firstAt: Date;
  readonly lastAt: Date;
  /** The request whose answer was added last. */
  readonly lastRequestId: string;
  /** Size of the audio file, bytes. */
  readonly sizeBytes: number;
  readonly timeline?: AudioTimeline | undefined;
  /** Nothing can be added any more: the coverage is being put on record. */
  readonly isClosed: boolean;
}

/** What left with one answer. */
export interface SentAnswer {
  readonly requestId: string;
  readonly range: Range;
  readonly firstAt: Date;
  readonly lastAt: Date;
  readonly sizeBytes: number;
  readonly timeline?: AudioTimeline | undefined;
}

/** Adds an answer to what has left before. */
export const withAnswer = (coverage: LinkCoverage | undefined, answer: SentAnswer): LinkCoverage => {
  const { range, firstAt, lastAt, requestId, sizeBytes } = answer;
  const before = coverage ?? { version: 0, bytes: 0, firstAt, lastAt, ranges: [], joinedGapBytes: 0 };
  return {
    ...withRange(before, range),
    version: before.version + 1,
    bytes: before.bytes + range[1] - range[0],
    firstAt: firstAt < before.firstAt ? firstAt : before.firstAt,
    lastAt: lastAt > before.lastAt ? lastAt : before.lastAt,
    lastRequestId: requestId,
    sizeBytes,
    timeline: answer.timeline ?? coverage?.timeline,
    isClosed: false,
  };
};
