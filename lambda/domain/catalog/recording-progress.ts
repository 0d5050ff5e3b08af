/**
 * Twilio's statuses of a recording in ascending order. The highest status counts, in whatever order messages arrive. A
 * final status replaces those before it. Of the final ones, the most hopeful replaces the others, because it is worse to
 * treat a recording as lost than to look for a lost one. `deleted` is lower than the other final ones, because a deleted
 * recording had one of them before.
 * Sources: Twilio, "Recording status callback", "Recordings resource".
 */
const STATUSES = [
  'in-progress',
  'paused',
  'stopped',
  'processing',
  'deleted',
  'failed',
  'absent',
  'completed',
] as const;

export type RecordingStatus = (typeof STATUSES)[number];

/** A recording's progress. Only a completed one has a duration; before, Twilio sends a meaningless 0 or nothing. */
export type RecordingProgress =
  | { readonly status: Exclude<RecordingStatus, 'completed'> }
  | { readonly status: 'completed'; readonly durationSeconds?: number };

/** Returns the progress for a status and a duration; undefined for an unknown status. */
export const recordingProgress = (
  word: string | undefined,
  durationSeconds: number | undefined,
): RecordingProgress | undefined => {
  const status = STATUSES.find(one => one === word);
  if (status !== 'completed') return status && { status };
  return { status, ...(durationSeconds !== undefined && { durationSeconds }) };
};

/** Returns the statuses that this one does not replace: itself and the higher ones. */
export const statusesFrom = (status: RecordingStatus): readonly RecordingStatus[] =>
  STATUSES.slice(STATUSES.indexOf(status));
