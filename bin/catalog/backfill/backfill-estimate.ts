/** What a backfill's progress bar is drawn from. */
export interface BackfillSight {
  /** Start of the newest recording seen; absent before the first. */
  readonly newest: Date | undefined;
  /** Start of the oldest recording seen. */
  readonly oldest: Date | undefined;
}

/** How far a backfill is. */
export interface BackfillEstimate {
  /** 0 to 1. */
  readonly share: number;
  /** Seconds until it is done; undefined until there is something to go by. */
  readonly secondsLeft: number | undefined;
}

/**
 * How much of the time from the newest recording down to `bottom` has been covered. Twilio lists from the newest recording
 * to the oldest and does not say how many there are, so time is all there is to measure by.
 */
export const shareCovered = ({ newest, oldest }: BackfillSight, bottom: Date): number => {
  if (!newest || !oldest) return 0;
  const period = newest.getTime() - bottom.getTime();
  return period <= 0 ? 1 : Math.min(1, Math.max(0, (newest.getTime() - oldest.getTime()) / period));
};

/** Estimates from what this run has covered, so that one that goes on after a stop does not count what was done before. */
export const estimate = (share: number, shareAtStart: number, elapsedMs: number): BackfillEstimate => {
  const covered = share - shareAtStart;
  const secondsLeft = covered > 0 ? ((1 - share) / covered) * (elapsedMs / 1_000) : undefined;
  return { share, secondsLeft };
};

/** Such as `8s`, `3m 20s`, `2h 5m`; `…` for what is not known. */
export const durationText = (seconds: number | undefined): string => {
  if (seconds === undefined) return '…';
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole}s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 60 ? `${minutes}m ${whole % 60}s` : `${Math.floor(minutes / 60)}h ${minutes % 60}m`;
};
