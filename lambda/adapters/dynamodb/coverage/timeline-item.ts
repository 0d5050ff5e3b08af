import type { AudioTimeline } from '../../../domain/shared/timeline/audio-timeline.ts';
import { isFiniteNumber, isMapWith } from '../value-checks.ts';

/** A timeline as a map in an item. */
export interface TimelineItem {
  readonly offset_bytes: number;
  readonly bytes_per_second: number;
  readonly seconds: number;
}

export const isTimelineItem = isMapWith<TimelineItem>({
  offset_bytes: isFiniteNumber,
  bytes_per_second: isFiniteNumber,
  seconds: isFiniteNumber,
});

export const timelineItem = ({ offsetBytes, bytesPerSecond, seconds }: AudioTimeline): TimelineItem => ({
  offset_bytes: offsetBytes,
  // DynamoDB stores no more digits than 38, and its numbers come back as texts.
  bytes_per_second: Number(bytesPerSecond.toFixed(6)),
  seconds: Number(seconds.toFixed(6)),
});

export const timelineOfItem = ({ offset_bytes, bytes_per_second, seconds }: TimelineItem): AudioTimeline => ({
  offsetBytes: offset_bytes,
  bytesPerSecond: bytes_per_second,
  seconds,
});
