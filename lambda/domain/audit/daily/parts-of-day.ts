import type { EventWindow } from '../chain/event-window.ts';

/** Every run verifies these days, counted back from the run. More than one, so that a missed run leaves no gap. */
const RECENT_DAYS = 3;
/** The whole archive is verified in this number of days. */
export const CYCLE_DAYS = 30;

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;

/** A part of the trail: from `since` to `until`, exclusive. Without `until`, to the newest digest. */
export interface TrailPart {
  readonly since: Date;
  readonly until: Date | undefined;
}

/**
 * Returns the parts of the trail that the run of a day verifies: the last days, then the weeks of the past whose turn it is.
 * Each week of the past has its turn on one day in `CYCLE_DAYS`, which depends on nothing but the week: neither the size
 * of the archive nor earlier runs can move it. A run verifies one week for each `CYCLE_DAYS` weeks of the archive.
 * @param oldest the archive's oldest window
 * @param day any time of the day whose turn it is
 */
export const partsOfDay = (oldest: EventWindow, day: Date, now: Date): TrailPart[] => {
  const recentMs = Math.floor(now.getTime() / DAY_MS) * DAY_MS - RECENT_DAYS * DAY_MS;
  const turn = Math.floor(day.getTime() / DAY_MS) % CYCLE_DAYS;
  const parts: TrailPart[] = [{ since: new Date(recentMs), until: undefined }];
  for (let week = Math.floor(oldest.fromMs / WEEK_MS); week * WEEK_MS < recentMs; week += 1) {
    if (week % CYCLE_DAYS !== turn) continue;
    const endMs = Math.min((week + 1) * WEEK_MS, recentMs);
    if (endMs > oldest.fromMs) parts.push({ since: new Date(week * WEEK_MS), until: new Date(endMs) });
  }
  return parts;
};
