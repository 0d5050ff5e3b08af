import { roundedRanges, roundedSeconds } from '../../shared/timeline/audio-timeline.ts';
import { type Range, totalOf } from '../../shared/timeline/merged-ranges.ts';

/** What left with a link, as S3's access log tells of one request, or the media endpoint of all requests with a link. */
export interface HeardFacts {
  /** When the first request came, and when the last byte left. */
  readonly firstAt: Date;
  readonly lastAt: Date;
  /** Answers with bytes. Absent if the event is about one. */
  readonly requests?: number;
  /** Bytes that left. Repeated ones count each time. */
  readonly bytes: number;
  /** The size of the whole recording; for S3, of the whole object. */
  readonly objectBytes: number | undefined;
  /** Absent if it is not known which bytes are which seconds. */
  readonly seconds?: HeardSeconds | undefined;
  /** The bytes went to another address than the link. */
  readonly isOtherAddress?: boolean;
}

/** The seconds of a recording that left. */
export interface HeardSeconds {
  /** Length of the recording. */
  readonly recording: number;
  /** Which seconds left, without overlaps; or, if only their number is known, how many at most. */
  readonly heard: readonly Range[] | number;
  /** Seconds in `heard` that may not have left, because small gaps were joined. Default: none. */
  readonly joinedGaps?: number;
}

/** The attributes of an audit event about what left with a link. */
export interface HeardAttributes {
  /** ISO 8601, UTC. `occurred_at` is when the event was recorded. */
  readonly first_at?: string;
  readonly last_at?: string;
  readonly requests?: number;
  readonly bytes?: number;
  readonly object_bytes?: number;
  /** Seconds of the recording that left, each counted once; rounded to tenths. On `media_fetched`: at most. */
  readonly heard_seconds?: number;
  /** Length of the recording; on `link_issued`, too. */
  readonly recording_seconds?: number;
  /** Which seconds left: `[[0, 12.5], [60, 90]]`. Absent if S3's log does not say where they begin. */
  readonly heard_ranges?: readonly Range[];
  /** Seconds in `heard_ranges` that may not have left, because small gaps were joined. */
  readonly heard_gap_seconds?: number;
  /** Present if the bytes went to another address than the link. */
  readonly other_address?: true;
}

/** Returns the attributes of an event about what left. */
export const heardAttributes = ({ seconds, ...facts }: HeardFacts): HeardAttributes => ({
  first_at: facts.firstAt.toISOString(),
  last_at: facts.lastAt.toISOString(),
  ...(facts.requests !== undefined && { requests: facts.requests }),
  bytes: facts.bytes,
  ...(facts.objectBytes !== undefined && { object_bytes: facts.objectBytes }),
  ...(seconds && secondsAttributes(seconds)),
  ...(facts.isOtherAddress && { other_address: true as const }),
});

const secondsAttributes = ({ recording, heard, joinedGaps = 0 }: HeardSeconds): HeardAttributes => ({
  heard_seconds: roundedSeconds(typeof heard === 'number' ? heard : totalOf(heard)),
  recording_seconds: roundedSeconds(recording),
  ...(typeof heard !== 'number' && { heard_ranges: roundedRanges(heard) }),
  ...(joinedGaps > 0 && { heard_gap_seconds: roundedSeconds(joinedGaps) }),
});
