/** The part of the period that a backfill has covered so far. */
export interface CoveredPeriod {
  /** Start of the newest recording listed. Absent before the first. */
  readonly newest: Date | undefined;
  /** Start of the oldest recording listed. */
  readonly oldest: Date | undefined;
}

/**
 * Returns which share (0 to 1) of the time from the newest recording back to `since` is covered. The share is one of
 * time, because Twilio lists the newest recordings first and does not say how many there are.
 */
export const shareCovered = ({ newest, oldest }: CoveredPeriod, since: Date): number => {
  if (!newest || !oldest) return 0;
  const period = newest.getTime() - since.getTime();
  return period <= 0 ? 1 : Math.min(1, Math.max(0, (newest.getTime() - oldest.getTime()) / period));
};

/**
 * Estimates the seconds until the period is covered, from the speed of this run. Returns undefined while this run has
 * covered nothing.
 * @param shareAtStart what earlier runs had covered
 */
export const secondsLeft = (share: number, shareAtStart: number, elapsedMs: number): number | undefined => {
  const covered = share - shareAtStart;
  return covered > 0 ? ((1 - share) / covered) * (elapsedMs / 1_000) : undefined;
};

/** Formats a duration, such as `8s`, `3m 20s` or `2h 5m`. Unknown is `…`. */
export const durationText = (seconds: number | undefined): string => {
  if (seconds === undefined) return '…';
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole}s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 60 ? `${minutes}m ${whole % 60}s` : `${Math.floor(minutes / 60)}h ${minutes % 60}m`;
};
