import type { Failure } from '../domain/shared/failure.ts';
import { countMetric, METRIC_NAMESPACE } from './metric.ts';

/** Counts failed requests, by failure code. */
export const FAILURE_METRIC = { namespace: METRIC_NAMESPACE, name: 'Failures', dimension: 'code' } as const;

/** Counts answers that were aborted because their link ended. Lambda counts each as an error of the function. */
export const LINK_ENDED_METRIC = { namespace: METRIC_NAMESPACE, name: 'LinksEndedWhileStreaming' } as const;

/** Counts incidents that got no audit event of their own, by reason. Each still has its line in the log. */
export const UNRECORDED_METRIC = {
  namespace: METRIC_NAMESPACE,
  name: 'UnrecordedIncidents',
  dimension: 'unrecorded',
} as const;

/** Most characters that are logged of a cause's text. */
const MAX_CAUSE_CHARS = 300;

/** The members of a log line that identify its request: ids and outcomes, no secrets. */
export interface LogContext {
  readonly request_id: string;
  readonly recording_sid?: string;
  /** What the request named instead of a recording: `call_sid`, for example, and the SID. */
  readonly asked_by?: string;
  readonly asked_sid?: string;
  readonly event_id?: string;
  readonly source_ip?: string;
}

/** Writes one JSON line per request. A failed request's line is also its CloudWatch metric (embedded metric format). */
export interface RequestLog {
  released(context: LogContext): void;
  /**
   * The link ended while its recording was streamed. The count has the time at which the invocation started, because
   * Lambda counts its errors at that time.
   */
  linkEnded(context: LogContext, startedAt: Date): void;
  failed(failure: Failure, context: LogContext): void;
}

/** Returns a `RequestLog` that passes each line, without a line feed, to `writeLine`. */
export const requestLog = (writeLine: (line: string) => void, now: () => Date): RequestLog => ({
  released: context =>
    writeLine(JSON.stringify({ level: 'info', time: now().toISOString(), outcome: 'released', ...context })),
  linkEnded: (context, startedAt) =>
    writeLine(
      JSON.stringify({
        level: 'info',
        time: now().toISOString(),
        outcome: 'broken_off',
        reason: 'link_ended',
        ...context,
        ...countMetric(startedAt, LINK_ENDED_METRIC),
      }),
    ),
  failed: (failure, context) =>
    writeLine(
      JSON.stringify({
        level: failure.code === 'internal_error' || failure.code === 'unavailable' ? 'error' : 'info',
        time: now().toISOString(),
        outcome: 'refused',
        code: failure.code,
        reason: failure.reason,
        ...context,
        ...(failure.cause !== undefined && { cause: describeCause(failure.cause) }),
        ...(failure.unrecorded && { unrecorded: failure.unrecorded }),
        ...countMetric(now(), FAILURE_METRIC, ...(failure.unrecorded ? [UNRECORDED_METRIC] : [])),
      }),
    ),
});

/**
 * Returns an error's class, code, HTTP status and message, and the same of its own cause. Never returns the error object
 * itself, because an SDK's error contains the response and its headers.
 */
export const describeCause = (cause: unknown): unknown => {
  if (!(cause instanceof Error)) return typeof cause === 'string' ? cause.slice(0, MAX_CAUSE_CHARS) : typeof cause;
  const { code, $metadata } = cause as { code?: unknown; $metadata?: { httpStatusCode?: unknown } };
  const status = $metadata?.httpStatusCode;
  return {
    name: cause.name,
    ...(typeof code === 'string' && { code }),
    // Distinguishes a throttled request from a failed one when the response has no body.
    ...(typeof status === 'number' && { status }),
    message: cause.message.slice(0, MAX_CAUSE_CHARS),
    ...(cause.cause !== undefined && { cause: describeCause(cause.cause) }),
  };
};
