import { LinkEnded } from '../domain/media/while-live.ts';
import type { LogContext, RequestLog } from '../shell/request-log.ts';

/** What surrounds a body on its way to the listener. */
export interface Streaming {
  readonly log: RequestLog;
  readonly context: LogContext;
  readonly signal: AbortSignal;
  /** When the invocation started. */
  readonly startedAt: Date;
}

/** Passes the body on, then logs how it ended. Throws what the body throws, unless the listener has left. */
export async function* loggedBody(
  body: AsyncIterable<Uint8Array>,
  { log, context, signal, startedAt }: Streaming,
): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
    log.released(context);
  } catch (cause) {
    // A listener who leaves is no failure of ours; a bucket that stops in the middle is.
    if (signal.aborted) return log.released(context);
    if (cause instanceof LinkEnded) log.linkEnded(context, startedAt);
    else log.failed({ code: 'unavailable', reason: 'reading_interrupted', cause }, context);
    throw cause;
  }
}
