import type { TakenCallback } from '../domain/catalog/take-callback.ts';
import { countMetric, METRIC_NAMESPACE } from '../shell/metric.ts';

/** Counts callbacks that were answered 5xx. Their facts are lost unless a later attempt of Twilio succeeded. */
export const NOT_STORED_METRIC = { namespace: METRIC_NAMESPACE, name: 'CallbacksNotStored' } as const;

/** Returns the log line, JSON, for a callback that could not be queued. Has none of its fields: it may not be signed. */
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
export const takenLine = ({ recordingSids }: TakenCallback, requestId: string, now: Date): string =>
  JSON.stringify({
    level: 'info',
    time: now.toISOString(),
    outcome: 'callback_taken',
    request_id: requestId,
    recording_sids: recordingSids,
  });
