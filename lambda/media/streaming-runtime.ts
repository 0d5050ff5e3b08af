import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { LinkEnded } from '../domain/media/while-live.ts';
import type { MediaResponse } from './handler.ts';

/** The part of Lambda's global `awslambda` that streaming needs ("Response streaming" in the AWS Lambda guide). */
export interface StreamingRuntime<Event> {
  streamifyResponse(handler: (event: Event, stream: Writable) => Promise<void>): unknown;
  readonly HttpResponseStream: {
    /** Puts status and headers in front of what is written to the stream. */
    from(stream: Writable, prelude: { statusCode: number; headers: Readonly<Record<string, string>> }): Writable;
  };
}

/**
 * A streaming handler for Lambda. Reads no faster than the client does; a client that leaves aborts the signal and
 * with it the reading. A body that breaks aborts the answer, which is never ended then, and makes the invocation fail
 * unless it broke because the link has ended.
 */
export const streamingHandler = <Event>(
  runtime: StreamingRuntime<Event>,
  respond: (event: Event, signal: AbortSignal) => Promise<MediaResponse>,
): unknown =>
  runtime.streamifyResponse(async (event, stream) => {
    const gone = new AbortController();
    stream.once('close', () => gone.abort());
    const { body, ...prelude } = await respond(event, gone.signal);
    const answer = runtime.HttpResponseStream.from(stream, prelude);
    // The runtime sends the prelude before the first write, which an empty body would never make.
    answer.write('');
    const source = Readable.from(body, { objectMode: false });
    let broken = false;
    source.once('error', () => {
      broken = !gone.signal.aborted;
    });
    await pipeline(source, answer).catch(problem => {
      // Neither a client that left nor a link that ended is a failure, and must not count as one.
      if (broken && !(problem instanceof LinkEnded)) throw problem;
    });
  });
