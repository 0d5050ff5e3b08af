import type { HeardRun } from '../domain/media/coverage/write-heard.ts';
import { describeCause } from '../shell/request-log.ts';

/** Writes one JSON line for each run that found something to do. */
export interface HeardLog {
  ended(run: HeardRun): void;
}

/** Returns a `HeardLog` that passes each line, without a line feed, to `writeLine`. */
export const heardLog = (writeLine: (line: string) => void, now: () => Date): HeardLog => ({
  ended: ({ firstFailure, ...counts }) => {
    if (counts.recorded + counts.unused + counts.failed === 0) return;
    const failure = firstFailure && {
      code: firstFailure.code,
      reason: firstFailure.reason,
      ...(firstFailure.cause !== undefined && { cause: describeCause(firstFailure.cause) }),
    };
    const [level, outcome] = failure ? ['error', 'heard_failed'] : ['info', 'heard_recorded'];
    writeLine(JSON.stringify({ level, time: now().toISOString(), outcome, ...failure, ...counts }));
  },
});
