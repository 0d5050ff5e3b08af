/**
 * Twilio's words for how far a recording is, each saying more than those before it: whichever message arrives last, the
 * highest counts. A final one overrules what is passed through on the way, and of the final ones the one that promises
 * most, since it is worse to take a recording for lost than to look for it in vain. `deleted` is said of what once was
 * one of the final ones, so it tells less than they do.
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

/** How far a recording is. Only a completed one has a duration: before, Twilio says 0 or nothing, and means neither. */
export type RecordingProgress =
  | { readonly status: Exclude<RecordingStatus, 'completed'> }
  | { readonly status: 'completed'; readonly durationSeconds?: number };

/** The progress that a status and a duration tell; undefined for a status that is none. */
export const recordingProgress = (
  word: string | undefined,
  durationSeconds: number | undefined,
): RecordingProgress | undefined => {
  const status = STATUSES.find(one => one === word);
  if (status !== 'completed') return status && { status };
  return { status, ...(durationSeconds !== undefined && { durationSeconds }) };
};

/** The statuses that this one does not replace: itself and those that say more. */
export const statusesFrom = (status: RecordingStatus): readonly RecordingStatus[] =>
  STATUSES.slice(STATUSES.indexOf(status));
