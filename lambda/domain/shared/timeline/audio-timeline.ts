import { mergedRanges, type Range, totalOf } from './merged-ranges.ts';

/** Which bytes of a recording are which of its seconds. Only for formats with a constant number of bytes per second. */
export interface AudioTimeline {
  /** Bytes before the audio, such as the header. They are no seconds. */
  readonly offsetBytes: number;
  readonly bytesPerSecond: number;
  readonly seconds: number;
}

/** The header of a WAV file without optional parts, as Twilio writes it. */
export const WAVE_HEADER_BYTES = 44;

/** Returns the timeline of a recording whose length is known, but not its header. Undefined for a length that it cannot have. */
export const timelineOfDuration = (
  sizeBytes: number,
  seconds: number | undefined,
  offsetBytes: number,
): AudioTimeline | undefined =>
  seconds !== undefined && seconds > 0 && sizeBytes > offsetBytes
    ? { offsetBytes, bytesPerSecond: (sizeBytes - offsetBytes) / seconds, seconds }
    : undefined;

/** Returns the seconds that these bytes contain: each second once, however often its bytes occur. */
export const secondsOf = (byteRanges: readonly Range[], { offsetBytes, bytesPerSecond, seconds }: AudioTimeline) => {
  const at = (byte: number): number => Math.min(Math.max(0, byte - offsetBytes) / bytesPerSecond, seconds);
  return mergedRanges(byteRanges.map(([from, to]): Range => [at(from), at(to)]));
};

/** Rounds seconds for the audit trail, where a tenth is precise enough. */
export const roundedSeconds = (seconds: number): number => Math.round(seconds * 10) / 10;

/** Rounds ranges of seconds for the audit trail. */
export const roundedRanges = (ranges: readonly Range[]): Range[] =>
  mergedRanges(ranges.map(([from, to]): Range => [roundedSeconds(from), roundedSeconds(to)]));

/** Returns the length of ranges of seconds, rounded. */
export const roundedTotal = (ranges: readonly Range[]): number => roundedSeconds(totalOf(ranges));
