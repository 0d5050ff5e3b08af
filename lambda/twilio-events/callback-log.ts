import type { TakenCallback } from '../domain/catalog/take-callback.ts';
import { countMetric, METRIC_NAMESPACE } from '../shell/metric.ts';

/** Counts recordings with unreadable encryption details. An alarm watches it. */
export const UNREADABLE_METRIC = { namespace: METRIC_NAMESPACE, name: 'EncryptionDetailsUnreadable' } as const;
/** Counts callbacks without new facts. Twilio repeats some; a high count can mean that somebody replays them. */
const REPEATED_METRIC = { namespace: METRIC_NAMESPACE, name: 'CallbacksRepeated' } as const;

/** Counts callbacks that were answered 5xx. Their facts are lost unless a later attempt of Twilio succeeded. */
export const NOT_STORED_METRIC = { namespace: METRIC_NAMESPACE, name: 'CallbacksNotStored' } as const;

/** Counts task reports that were dropped because their recording's entry was full. An alarm watches it. */
export const DROPPED_METRIC = { namespace: METRIC_NAMESPACE, name: 'TaskReportsDropped' } as const;

/** Returns the log line, JSON, for a callback that could not be stored. Has none of its fields: it may not be signed. */
export const notStoredLine = (path: string, requestId: string, now: Date): string =>
  JSON.stringify({
    level: 'error',
    time: now.toISOString(),
    outcome: 'callback_not_stored',
    request_id: requestId,
    path,
    ...countMetric(now, NOT_STORED_METRIC),
  });
/** Returns the log line, JSON, for an accepted callback. Has the recordings' SIDs and none of the other fields. */
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

/** The reason code of what was lost although the callback was accepted. */
const lossOf = ({ encryptionUnreadable, change }: TakenCallback): string | undefined => {
  if (encryptionUnreadable) return 'encryption_details_unreadable';
  return change === 'dropped' ? 'task_report_dropped' : undefined;
};

/** A line has the members of one metric only. A loss takes precedence over a repetition. */
const metricOf = ({ encryptionUnreadable, change, recordingSids }: TakenCallback, now: Date) => {
  if (encryptionUnreadable) return countMetric(now, UNREADABLE_METRIC);
  if (change === 'dropped') return countMetric(now, DROPPED_METRIC);
  return change === 'unchanged' && recordingSids.length > 0 ? countMetric(now, REPEATED_METRIC) : {};
};
