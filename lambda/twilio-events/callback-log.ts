import type { TakenCallback } from '../domain/catalog/take-callback.ts';
import type { TakenEvents } from '../domain/catalog/take-event-stream.ts';
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

/** Counts events of Event Streams whose type tells nothing about recordings. The subscription sends more than it needs to. */
const IGNORED_METRIC = { namespace: METRIC_NAMESPACE, name: 'StreamEventsIgnored' } as const;

/** Returns the log line, JSON, for an accepted batch of events. `test_ids` are for Twilio's check of the sink. */
export const eventsTakenLine = (taken: TakenEvents, requestId: string, now: Date): string =>
  JSON.stringify({
    level: 'info',
    time: now.toISOString(),
    outcome: 'events_taken',
    request_id: requestId,
    recording_sids: taken.recordingSids,
    refused: taken.refused.length,
    ...(taken.testIds.length > 0 && { test_ids: taken.testIds }),
    ...(taken.ignored > 0 && { ...countMetric(now, IGNORED_METRIC), [IGNORED_METRIC.name]: taken.ignored }),
  });
