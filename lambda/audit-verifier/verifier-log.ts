import type { ChainEvent } from '../domain/audit/events/chain-event.ts';
import type { Finding } from '../domain/audit/verify/finding.ts';
import type { Failure } from '../domain/shared/failure.ts';
import { METRIC_NAMESPACE, valueMetrics } from '../shell/metric.ts';
import { describeCause, type LogContext } from '../shell/request-log.ts';

/** The verifier's metrics, without a dimension. */
export const VERIFIER_METRICS = {
  /** Runs that verified their parts completely and recorded the result. */
  completed: { namespace: METRIC_NAMESPACE, name: 'TrailVerifications' },
  /** Findings of a run. */
  findings: { namespace: METRIC_NAMESPACE, name: 'TrailFindings' },
} as const;

/** Writes one JSON line for each run, and one for each of its first findings. */
export interface VerifierLog {
  found(finding: Finding, context: LogContext): void;
  verified(event: ChainEvent, context: LogContext): void;
  failed(failure: Failure, context: LogContext): void;
}

/** Returns a `VerifierLog` that passes each line, without a line feed, to `writeLine`. */
export const verifierLog = (writeLine: (line: string) => void, now: () => Date): VerifierLog => {
  const write = (level: 'info' | 'error', outcome: string, details: object) =>
    writeLine(JSON.stringify({ level, time: now().toISOString(), outcome, ...details }));
  return {
    found: ({ kind, subject, detail }, context) => write('error', 'finding', { kind, subject, detail, ...context }),
    verified: ({ event, event_id, verified_periods, digest_count, event_count, late_count, finding_count }, context) =>
      write(finding_count > 0 ? 'error' : 'info', event, {
        ...{ event_id, verified_periods, digest_count, event_count, late_count, finding_count, ...context },
        ...valueMetrics(now(), {
          [VERIFIER_METRICS.completed.name]: 1,
          [VERIFIER_METRICS.findings.name]: finding_count,
        }),
      }),
    failed: ({ code, reason, cause }, context) =>
      write('error', 'run_failed', {
        ...{ code, reason, ...context },
        ...(cause !== undefined && { cause: describeCause(cause) }),
      }),
  };
};
