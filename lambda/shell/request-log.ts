import type { Failure } from '../domain/shared/failure.ts';

/** Namespace and name of the failure metric: one count per failed request, by failure code. */
export const FAILURE_METRIC = { namespace: 'FlexSecurePlayback', name: 'Failures', dimension: 'code' } as const;

/** Counts answers that broke off because their link ended: Lambda takes each for an error of the function. */
export const LINK_ENDED_METRIC = { namespace: 'FlexSecurePlayback', name: 'LinksEndedWhileStreaming' } as const;

/** Longest text kept of a cause, characters. */
const MAX_CAUSE_CHARS = 300;

/** What a log line says about the request that it belongs to: ids and outcomes, never anything secret. */
export interface LogContext {
  readonly request_id: string;
  readonly recording_sid?: string;
  readonly event_id?: string;
  readonly source_ip?: string;
}

/** Writes one JSON line per request. A failed request's line is also its CloudWatch metric (embedded metric format). */
export interface RequestLog {
  released(context: LogContext): void;
  /** The client left before anything could be released. */
  abandoned(context: LogContext): void;
  /** The link ended while its recording was streamed. Counts at the invocation's start, as Lambda counts its errors. */
  linkEnded(context: LogContext, startedAt: Date): void;
  failed(failure: Failure, context: LogContext): void;
}

/** A `RequestLog` that hands finished lines, without their line feed, to `writeLine`. */
export const requestLog = (writeLine: (line: string) => void, now: () => Date): RequestLog => ({
  released: context =>
    writeLine(JSON.stringify({ level: 'info', time: now().toISOString(), outcome: 'released', ...context })),
  abandoned: context =>
    writeLine(JSON.stringify({ level: 'info', time: now().toISOString(), outcome: 'abandoned', ...context })),
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
        ...countMetric(now(), FAILURE_METRIC),
      }),
    ),
});

/**
 * The members that make a log line count as one in a CloudWatch metric (embedded metric format). A metric with a
 * dimension takes its value from the line's member of that name.
 */
export const countMetric = (
  at: Date,
  metric: { readonly namespace: string; readonly name: string; readonly dimension?: string },
) => ({
  [metric.name]: 1,
  _aws: {
    Timestamp: at.getTime(),
    CloudWatchMetrics: [
      {
        Namespace: metric.namespace,
        Dimensions: [metric.dimension === undefined ? [] : [metric.dimension]],
        Metrics: [{ Name: metric.name, Unit: 'Count' }],
      },
    ],
  },
});

/**
 * An error's class, code, HTTP status and message, and the same of its own cause. Never the error object itself: SDK errors carry
 * the response, and through it headers.
 */
export const describeCause = (cause: unknown): unknown => {
  if (!(cause instanceof Error)) return typeof cause === 'string' ? cause.slice(0, MAX_CAUSE_CHARS) : typeof cause;
  const { code, $metadata } = cause as { code?: unknown; $metadata?: { httpStatusCode?: unknown } };
  const status = $metadata?.httpStatusCode;
  return {
    name: cause.name,
    ...(typeof code === 'string' && { code }),
    // The answer to a HEAD has no body, so nothing else tells a throttling bucket from a failing one.
    ...(typeof status === 'number' && { status }),
    message: cause.message.slice(0, MAX_CAUSE_CHARS),
    ...(cause.cause !== undefined && { cause: describeCause(cause.cause) }),
  };
};
