import type { Context, EventBridgeEvent } from 'aws-lambda';
import type { DigestRun } from '../domain/audit/chain/close-due-windows.ts';
import type { ClosedWindow } from '../domain/audit/chain/close-window.ts';
import type { Failure } from '../domain/shared/failure.ts';
import type { Result } from '../domain/shared/result.ts';
import type { DigestLog } from './digest-log.ts';

/** Time that must be left to begin a window, so that Lambda does not end the run in the middle of it. */
const TIME_FOR_A_WINDOW_MS = 3 * 60_000;

/** The options of one run of the digest writer. */
export interface RunOptions {
  readonly now: Date;
  readonly hasTime: () => boolean;
  readonly onClosed: (closed: ClosedWindow) => void;
}

export interface AuditDigestDependencies {
  readonly closeDueWindows: (options: RunOptions) => Promise<Result<DigestRun, Failure>>;
  readonly log: DigestLog;
  readonly now: () => Date;
}

type ScheduledEvent = Partial<Pick<EventBridgeEvent<string, unknown>, 'time'>>;

/**
 * Closes the windows that are due. The time is the earlier of two clocks: the scheduler's, which the event carries, and
 * the function's own. So one wrong clock alone cannot close a window too early.
 * Throws if a window could not be closed: Lambda counts the error, the alarm goes off, and the next run closes the window.
 * Also throws if all windows were closed but the archive is damaged.
 */
export const auditDigestHandler =
  ({ closeDueWindows, log, now }: AuditDigestDependencies) =>
  async (event: ScheduledEvent | null, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<DigestRun> => {
    const run = await closeDueWindows({
      now: earlier(now(), event?.time),
      hasTime: () => context.getRemainingTimeInMillis() > TIME_FOR_A_WINDOW_MS,
      onClosed: log.closed,
    });
    if (!run.ok) {
      log.failed(run.error);
      throw new Error(`The digest failed: ${run.error.reason}`);
    }
    log.ended(run.value);
    if (run.value.damage) {
      log.failed(run.value.damage);
      throw new Error(`The digest found damage: ${run.value.damage.reason}`);
    }
    return run.value;
  };

const earlier = (clock: Date, scheduled: string | undefined): Date => {
  const scheduledMs = Date.parse(scheduled ?? '');
  return scheduledMs < clock.getTime() ? new Date(scheduledMs) : clock;
};
