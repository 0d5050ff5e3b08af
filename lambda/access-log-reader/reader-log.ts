import type { ForgedFetch } from '../domain/listening/fetch-claim.ts';
import type { AccessLogOutcome } from '../domain/listening/take-access-log.ts';
import type { Failure } from '../domain/shared/failure.ts';
import { METRIC_NAMESPACE, valueMetrics } from '../shell/metric.ts';
import { describeCause, type LogContext, type RequestLog, requestLog } from '../shell/request-log.ts';

/** The reader's metrics: counts of lines, without a dimension. */
export const ACCESS_LOG_METRICS = {
  /** Fetches that were put on record. */
  recorded: { namespace: METRIC_NAMESPACE, name: 'FetchesRecorded' },
  /** Fetches whose audit id does not prove that a link was used. */
  forged: { namespace: METRIC_NAMESPACE, name: 'ForgedAuditIds' },
  /** Lines that are none of S3's access log. */
  unreadable: { namespace: METRIC_NAMESPACE, name: 'UnreadableLogLines' },
} as const;

/** The members of a line that identify the log object. */
interface ReaderContext extends LogContext {
  readonly log_key?: string;
}

/** Writes JSON lines: one for each log object, and one for each forged audit id. They never contain a line of the log. */
export interface ReaderLog extends Pick<RequestLog, 'failed'> {
  taken(outcome: AccessLogOutcome, context: ReaderContext): void;
  /** Lambda tries again. */
  interrupted(failure: Failure, context: ReaderContext): void;
  forged(forged: ForgedFetch, context: ReaderContext): void;
}

/** Returns a `ReaderLog` that passes each line, without a line feed, to `writeLine`. */
export const readerLog = (writeLine: (line: string) => void, now: () => Date): ReaderLog => {
  const write = (level: 'info' | 'warn' | 'error', outcome: string, details: object) =>
    writeLine(JSON.stringify({ level, time: now().toISOString(), outcome, ...details }));
  return {
    failed: requestLog(writeLine, now).failed,
    taken: (outcome, context) =>
      write('info', 'log_taken', {
        ...context,
        ...outcome,
        ...valueMetrics(now(), {
          [ACCESS_LOG_METRICS.recorded.name]: outcome.recorded,
          [ACCESS_LOG_METRICS.forged.name]: Object.values(outcome.forged).reduce((sum, count) => sum + count, 0),
          [ACCESS_LOG_METRICS.unreadable.name]: outcome.unreadable,
        }),
      }),
    interrupted: ({ code, reason, cause }, context) =>
      write('error', 'log_interrupted', {
        code,
        reason,
        ...context,
        ...(cause !== undefined && { cause: describeCause(cause) }),
      }),
    forged: ({ reason, line, recordingSid, auditId }, context) =>
      write('warn', 'forged_audit_id', {
        reason,
        ...context,
        ...(recordingSid && { recording_sid: recordingSid }),
        ...(auditId !== undefined && { audit_id: auditId }),
        fetched_at: line.at.toISOString(),
        source_ip: line.remoteAddress,
        requester: line.requester,
        s3_request_id: line.requestId,
        bytes: line.bytesSent,
      }),
  };
};
