import type { RuleEvent } from '../domain/audit/events/rule-event.ts';
import type { Failure } from '../domain/shared/failure.ts';
import { describeCause } from '../shell/request-log.ts';

/** Writes one JSON line for each deployment that changes the policies, and for each failure. */
export interface RecorderLog {
  recorded(event: RuleEvent): void;
  failed(failure: Failure): void;
}

/** Returns a `RecorderLog` that passes each line, without a line feed, to `writeLine`. */
export const recorderLog = (writeLine: (line: string) => void, now: () => Date): RecorderLog => {
  const write = (level: 'info' | 'error', outcome: string, details: object) =>
    writeLine(JSON.stringify({ level, time: now().toISOString(), outcome, ...details }));
  return {
    recorded: ({ event, event_id, before, after, request_id }) =>
      write('info', event, { event_id, before, after, request_id }),
    failed: ({ code, reason, cause }) =>
      write('error', 'policies_not_recorded', {
        ...{ code, reason },
        ...(cause !== undefined && { cause: describeCause(cause) }),
      }),
  };
};
