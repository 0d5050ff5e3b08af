import { LinkEnded } from '../domain/media/read-range.ts';
import type { LogContext, RequestLog } from '../shell/request-log.ts';

/** The log, and the request to which a body belongs. */
export interface Streaming {
  readonly log: RequestLog;
  readonly context: LogContext;
  /** When the invocation started. */
  readonly startedAt: Date;
}

/** Passes the body on, then logs how it ended. Throws what the body throws. */
export async function* loggedBody(
  body: AsyncIterable<Uint8Array>,
  { log, context, startedAt }: Streaming,
): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
    log.released(context);
  } catch (cause) {
    if (cause instanceof LinkEnded) log.linkEnded(context, startedAt);
    else log.failed({ code: 'unavailable', reason: 'reading_interrupted', cause }, context);
    throw cause;
  }
}
