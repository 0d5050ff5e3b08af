import type { Attachment, AttachmentOutcome } from '../domain/attachment/attachment.ts';
import { countMetric, METRIC_NAMESPACE } from '../shell/metric.ts';
import { describeCause } from '../shell/request-log.ts';

/** Counts recordings that could not be attached to their task, by reason. An alarm watches it. */
export const NOT_ATTACHED_METRIC = { namespace: METRIC_NAMESPACE, name: 'MediaNotAttached' } as const;

/** What happened to one message. */
interface AttachmentRecord {
  readonly attachment: Attachment;
  readonly outcome: AttachmentOutcome;
  readonly messageId: string;
  readonly receiveCount: number;
  /** False: it was given up, and the dead-letter queue could not take it. It comes back. */
  readonly isKept: boolean;
  /** The error behind the reason `bug`. */
  readonly cause: unknown;
}

const LEVEL = { attached: 'info', already_attached: 'info', retry: 'warn', given_up: 'error' } as const;

/** Returns the log line, JSON, for an attachment. Has SIDs and the reason, and nothing of the task's attributes. */
export const attachmentLine = (
  { attachment, outcome, messageId, receiveCount, isKept, cause }: AttachmentRecord,
  now: Date,
): string =>
  JSON.stringify({
    level: LEVEL[outcome.kind],
    time: now.toISOString(),
    outcome: outcome.kind,
    message_id: messageId,
    receive_count: receiveCount,
    task_sid: attachment.taskSid,
    recording_sid: attachment.recordingSid,
    ...('reason' in outcome && { reason: outcome.reason }),
    ...(cause !== undefined && { cause: describeCause(cause) }),
    ...(!isKept && { dead_letter: 'not_written' }),
    ...(outcome.kind === 'given_up' && isKept && countMetric(now, NOT_ATTACHED_METRIC)),
  });

/** Returns the log line, JSON, for a message that is not one of this product. Has nothing of its text. */
export const unreadableLine = (messageId: string, now: Date): string =>
  JSON.stringify({
    level: 'error',
    time: now.toISOString(),
    outcome: 'message_malformed',
    message_id: messageId,
  });
