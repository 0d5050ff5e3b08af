import type { Range } from '../shared/timeline/merged-ranges.ts';

/** What is known about the use of a link. */
export type HeardState =
  /** The link can still be used. */
  | 'open'
  /** Something left. */
  | 'heard'
  /** It ended, and nobody used it. */
  | 'not_used'
  /** It ended, and what left may still come on record. */
  | 'pending'
  /** Nobody records the use of this link, or its record is missing. */
  | 'unknown';

/** A link, and how much of the recording left with it. */
export interface HeardLink {
  /** Id of its `link_issued` event. */
  readonly linkEventId: string;
  readonly recordingSid: string;
  /** ISO 8601, UTC. */
  readonly askedAt: string;
  readonly workerSid: string;
  /** The user's e-mail or other name, or the worker SID. */
  readonly who: string;
  /** The address that asked for the link. Empty if its event was not read. */
  readonly sourceIp: string;
  readonly delivery: string;
  readonly expiresAt?: string;
  readonly revokedAt?: string;
  readonly state: HeardState;
  readonly wasOpened: boolean;
  /** Requests that got bytes, and their bytes. Repeated bytes count each time. */
  readonly requests: number;
  readonly bytes: number;
  readonly firstAt?: string;
  readonly lastAt?: string;
  /** Absent if it is not known which bytes are which seconds. */
  readonly heardSeconds?: number;
  readonly recordingSeconds?: number;
  /** Seconds, sorted, without overlaps. */
  readonly ranges: readonly Range[];
  /**
   * `exact`: these seconds left. `at_most`: S3's log does not say which part was sent, so the parts are assumed to follow
   * one another from the beginning; or small gaps between ranges were joined.
   */
  readonly precision: 'exact' | 'at_most';
  /** Bytes went to another address than the link. */
  readonly otherAddress: boolean;
}
