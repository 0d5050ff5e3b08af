import type { DigestRun } from '../domain/audit/chain/close-due-windows.ts';
import type { ClosedWindow } from '../domain/audit/chain/close-window.ts';
import type { Failure } from '../domain/shared/failure.ts';
import { METRIC_NAMESPACE, valueMetrics } from '../shell/metric.ts';
import { describeCause } from '../shell/request-log.ts';

/** The digest writer's metrics: counts without a dimension. */
export const DIGEST_METRICS = {
  namespace: METRIC_NAMESPACE,
  /** Windows closed by a run; 0 when nothing was due. */
  closed: 'DigestWindowsClosed',
  /** Events that reached the table after their window was closed. */
  late: 'DigestLateEvents',
} as const;

/** Writes one JSON line for each window and one for each run. The lines are also the metrics (embedded metric format). */
export interface DigestLog {
  closed(closed: ClosedWindow): void;
  ended(run: DigestRun): void;
  failed(failure: Failure): void;
}

/** Returns a `DigestLog` that passes each line, without a line feed, to `writeLine`. */
export const digestLog = (writeLine: (line: string) => void, now: () => Date): DigestLog => {
  const write = (level: 'info' | 'error', outcome: string, details: object) =>
    writeLine(JSON.stringify({ level, time: now().toISOString(), outcome, ...details }));
  return {
    closed: ({ window, events }) =>
      write('info', 'window_closed', {
        window: window.from,
        events: events.count,
        late_events: events.lateCount,
        ...valueMetrics(now(), { [DIGEST_METRICS.late]: events.lateCount }),
      }),
    ended: ({ closed, waiting }) =>
      write('info', 'run_ended', { closed, waiting, ...valueMetrics(now(), { [DIGEST_METRICS.closed]: closed }) }),
    failed: ({ code, reason, cause }) =>
      write('error', 'run_failed', { code, reason, ...(cause !== undefined && { cause: describeCause(cause) }) }),
  };
};
