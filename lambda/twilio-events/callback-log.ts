import type { TakenCallback } from '../domain/catalog/take-callback.ts';
import { countMetric } from '../shell/request-log.ts';

/** Counts recordings whose encryption details nobody can read; an alarm watches it. */
export const UNREADABLE_METRIC = { namespace: 'FlexSecurePlayback', name: 'EncryptionDetailsUnreadable' } as const;
/** Counts callbacks that told nothing new: Twilio repeats some; many may be someone replaying them. */
const REPEATED_METRIC = { namespace: 'FlexSecurePlayback', name: 'CallbacksRepeated' } as const;

/** Counts callbacks that were answered 5xx: their facts are lost unless another attempt of Twilio's was taken. */
export const NOT_STORED_METRIC = { namespace: 'FlexSecurePlayback', name: 'CallbacksNotStored' } as const;

/** One JSON line for a callback that could not be stored. It may be nobody's: nothing of what it said is in the line. */
export const notStoredLine = (path: string, requestId: string, now: Date): string =>
  JSON.stringify({
    level: 'error',
    time: now.toISOString(),
    outcome: 'callback_not_stored',
    request_id: requestId,
    path,
    ...countMetric(now, NOT_STORED_METRIC),
  });
/** Counts reports of task events that found no room in their recording's entry; an alarm watches it. */
export const DROPPED_METRIC = { namespace: 'FlexSecurePlayback', name: 'TaskReportsDropped' } as const;

/** One JSON line for a callback that was taken; SIDs only, never what the callback said. */
export const takenLine = (taken: TakenCallback, requestId: string, now: Date): string => {
  const reason = lossOf(taken);
  return JSON.stringify({
    level: reason ? 'error' : 'info',
    time: now.toISOString(),
    outcome: 'callback_taken',
    request_id: requestId,
    recording_sids: taken.recordingSids,
    change: taken.change,
    ...(reason && { reason }),
    ...metricOf(taken, now),
  });
};

/** What was lost though the callback was taken. */
const lossOf = ({ encryptionUnreadable, change }: TakenCallback): string | undefined => {
  if (encryptionUnreadable) return 'encryption_details_unreadable';
  return change === 'dropped' ? 'task_report_dropped' : undefined;
};

/** A line can only carry one metric's members; what is lost is the more urgent. */
const metricOf = ({ encryptionUnreadable, change, recordingSids }: TakenCallback, now: Date) => {
  if (encryptionUnreadable) return countMetric(now, UNREADABLE_METRIC);
  if (change === 'dropped') return countMetric(now, DROPPED_METRIC);
  return change === 'unchanged' && recordingSids.length > 0 ? countMetric(now, REPEATED_METRIC) : {};
};
