/** Twilio's WAV has 8 kHz and 16 bit: 16,000 bytes a second for one channel. With two channels the estimate is too long. */
const MONO_BYTES_PER_SECOND = 16_000;
const PAUSES_AND_SEEKS_FACTOR = 1.5;
const SLACK_SECONDS = 60;

/** Configured limits of a link's lifetime, seconds. */
export interface LinkLifetimeBounds {
  readonly minSeconds: number;
  readonly maxSeconds: number;
}

/**
 * Returns the lifetime of a link in whole seconds: the time to hear the recording with pauses. The duration comes from the
 * catalog if it is known there, otherwise from the object's size.
 */
export const linkTtlSeconds = (
  recording: { readonly sizeBytes: number; readonly durationSeconds?: number | undefined },
  bounds: LinkLifetimeBounds,
): number => {
  const durationSeconds = recording.durationSeconds ?? recording.sizeBytes / MONO_BYTES_PER_SECOND;
  const wanted = Math.ceil(durationSeconds * PAUSES_AND_SEEKS_FACTOR + SLACK_SECONDS);
  return Math.min(bounds.maxSeconds, Math.max(bounds.minSeconds, wanted));
};
