import type { ArrivalOutcome } from '../domain/arrival/verify-arrival.ts';
import type { Failure } from '../domain/shared/failure.ts';
import { countMetric, METRIC_NAMESPACE } from '../shell/metric.ts';
import { describeCause, type RequestLog, requestLog } from '../shell/request-log.ts';
import type { ParsedArrival } from './parse-arrival.ts';

/** Counts attempts that failed on purpose, so that Lambda tries again. Lambda counts each as an error of the function. */
export const RETRY_METRIC = { namespace: METRIC_NAMESPACE, name: 'ArrivalsToRetry' } as const;

/** The members of a log line that identify its arrival. */
interface ArrivalContext {
  /** Lambda's id of the invocation, the same for all attempts. */
  readonly request_id: string;
  readonly recording_sid?: string;
}

/** Writes one JSON line for each attempt. A failed one counts like a failed request. */
export interface ArrivalLog extends Pick<RequestLog, 'failed'> {
  ended(outcome: ArrivalOutcome | Extract<ParsedArrival, { kind: 'foreign' }>, context: ArrivalContext): void;
  /** The count has the time at which the invocation started, because Lambda counts its errors at that time. */
  willRetry(failure: Failure, context: ArrivalContext, startedAt: Date): void;
  /** The last attempt could not verify. The first play of the recording does it. */
  leftToFirstPlay(failure: Failure, context: ArrivalContext): void;
}

/** Returns an `ArrivalLog` that passes each line, without a line feed, to `writeLine`. */
export const arrivalLog = (writeLine: (line: string) => void, now: () => Date): ArrivalLog => {
  const write = (level: 'info' | 'warn', outcome: string, details: object) =>
    writeLine(JSON.stringify({ level, time: now().toISOString(), outcome, ...details }));
  const reasonOf = ({ reason, cause }: Failure) => ({
    reason,
    ...(cause !== undefined && { cause: describeCause(cause) }),
  });
  return {
    failed: requestLog(writeLine, now).failed,
    ended: (outcome, context) =>
      outcome.kind === 'verified'
        ? write('info', 'verified', { ...context, size_bytes: outcome.sizeBytes })
        : write('info', 'skipped', { reason: outcome.reason, ...context }),
    willRetry: (failure, context, startedAt) =>
      write('info', 'will_retry', { ...reasonOf(failure), ...context, ...countMetric(startedAt, RETRY_METRIC) }),
    leftToFirstPlay: (failure, context) => write('warn', 'left_to_first_play', { ...reasonOf(failure), ...context }),
  };
};
