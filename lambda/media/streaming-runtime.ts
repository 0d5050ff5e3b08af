import { once } from 'node:events';
import type { Writable } from 'node:stream';
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
 * A streaming handler for Lambda. Writes no faster than Lambda takes the bytes, which it goes on to do when the client
 * has left. A body that throws makes the invocation fail: the runtime then breaks the answer off.
 */
export const streamingHandler = <Event>(
  runtime: StreamingRuntime<Event>,
  respond: (event: Event) => Promise<MediaResponse>,
): unknown =>
  runtime.streamifyResponse(async (event, stream) => {
    const { body, ...prelude } = await respond(event);
    const answer = runtime.HttpResponseStream.from(stream, prelude);
    // The runtime sends the prelude before the first write, which an empty body would never make.
    answer.write('');
    // No `pipeline()`: it destroys the stream when the body throws, and with that AWS's runtime client exits.
    for await (const chunk of body) {
      if (!answer.write(chunk)) await once(answer, 'drain');
    }
    answer.end();
  });
