import type { AppliedUpdates } from '../domain/catalog/apply-updates.ts';
import type { Failure } from '../domain/shared/failure.ts';
import { countMetric, METRIC_NAMESPACE } from '../shell/metric.ts';
import { describeCause } from '../shell/request-log.ts';

/** Counts recordings with unreadable encryption details. An alarm watches it. */
export const UNREADABLE_METRIC = { namespace: METRIC_NAMESPACE, name: 'EncryptionDetailsUnreadable' } as const;
/** Counts messages without new facts. Twilio repeats some callbacks; a high count can mean that somebody replays them. */
const REPEATED_METRIC = { namespace: METRIC_NAMESPACE, name: 'CallbacksRepeated' } as const;
/** Counts task reports that were dropped because their recording's entry was full. An alarm watches it. */
export const DROPPED_METRIC = { namespace: METRIC_NAMESPACE, name: 'TaskReportsDropped' } as const;

/** Returns the log line, JSON, for a message whose facts are in the catalog. Has the recordings' SIDs and no other fact. */
export const writtenLine = (applied: AppliedUpdates, messageId: string, now: Date): string => {
  const reason = lossOf(applied);
  return JSON.stringify({
    level: reason ? 'error' : 'info',
    time: now.toISOString(),
    outcome: 'message_written',
    message_id: messageId,
    recording_sids: applied.recordingSids,
    change: applied.change,
    ...(reason && { reason }),
    ...metricOf(applied, now),
  });
};

/** Returns the log line, JSON, for a message that stays in the queue. Has nothing of its text. */
export const failedLine = (
  { code, reason, cause }: Failure,
  message: { readonly messageId: string; readonly receiveCount: number },
  now: Date,
): string =>
  JSON.stringify({
    level: 'error',
    time: now.toISOString(),
    outcome: 'message_not_written',
    message_id: message.messageId,
    receive_count: message.receiveCount,
    code,
    reason,
    ...(cause !== undefined && { cause: describeCause(cause) }),
  });

/** The reason code of what was lost although the message was processed. */
const lossOf = ({ encryptionUnreadable, change }: AppliedUpdates): string | undefined => {
  if (encryptionUnreadable) return 'encryption_details_unreadable';
  return change === 'dropped' ? 'task_report_dropped' : undefined;
};

/** A line has the members of one metric only. A loss takes precedence over a repetition. */
const metricOf = ({ encryptionUnreadable, change, recordingSids }: AppliedUpdates, now: Date) => {
  if (encryptionUnreadable) return countMetric(now, UNREADABLE_METRIC);
  if (change === 'dropped') return countMetric(now, DROPPED_METRIC);
  return change === 'unchanged' && recordingSids.length > 0 ? countMetric(now, REPEATED_METRIC) : {};
};
