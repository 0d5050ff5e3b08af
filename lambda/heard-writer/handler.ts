import type { Context } from 'aws-lambda';
import type { HeardRun } from '../domain/media/coverage/write-heard.ts';
import type { HeardLog } from './heard-log.ts';

/** Time that must be left to begin with more links. */
const TIME_FOR_LINKS_MS = 30_000;

export interface HeardWriterDependencies {
  readonly writeHeard: (hasTime: () => boolean) => Promise<HeardRun>;
  readonly log: HeardLog;
}

/**
 * Puts on record what was heard with the links that have ended. Throws if a link failed: Lambda counts the error, the alarm
 * goes off, and the next run tries the link again.
 */
export const heardWriterHandler =
  ({ writeHeard, log }: HeardWriterDependencies) =>
  async (_event: unknown, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<void> => {
    const run = await writeHeard(() => context.getRemainingTimeInMillis() > TIME_FOR_LINKS_MS);
    log.ended(run);
    if (run.firstFailure) throw new Error(`What was heard is not on record: ${run.firstFailure.reason}`);
  };
