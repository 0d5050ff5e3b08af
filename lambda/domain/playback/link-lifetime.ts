/** Twilio's WAV is 8 kHz, 16 bit: 16,000 bytes a second for one channel; two channels only make the estimate longer. */
const MONO_BYTES_PER_SECOND = 16_000;
const PAUSES_AND_SEEKS_FACTOR = 1.5;
const SLACK_SECONDS = 60;

/** Configured bounds of a link's lifetime, seconds. */
export interface LinkLifetimeBounds {
  readonly minSeconds: number;
  readonly maxSeconds: number;
}

/**
 * How long a link lives, whole seconds: long enough to hear the recording with pauses, and no longer (design decision 3).
 * The duration comes from the catalog where it is known, else from the object's size.
 */
export const linkTtlSeconds = (
  recording: { readonly sizeBytes: number; readonly durationSeconds?: number | undefined },
  bounds: LinkLifetimeBounds,
): number => {
  const durationSeconds = recording.durationSeconds ?? recording.sizeBytes / MONO_BYTES_PER_SECOND;
  const wanted = Math.ceil(durationSeconds * PAUSES_AND_SEEKS_FACTOR + SLACK_SECONDS);
  return Math.min(bounds.maxSeconds, Math.max(bounds.minSeconds, wanted));
};
