import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { MediaResponse } from './handler.ts';

/** The part of Lambda's global `awslambda` that streaming needs ("Response streaming" in the AWS Lambda guide). */
export interface StreamingRuntime<Event> {
  streamifyResponse(handler: (event: Event, stream: Writable) => Promise<void>): unknown;
  readonly HttpResponseStream: {
    /** Returns a stream that sends status and headers before its first bytes. */
    from(stream: Writable, prelude: { statusCode: number; headers: Readonly<Record<string, string>> }): Writable;
  };
}

/**
 * Returns a streaming handler for Lambda. The work that is left afterwards delays no byte: the answer has ended then, but Lambda
 * waits before it freezes the process. Writes no faster than Lambda accepts the bytes. Lambda also accepts them after
 * the client has disconnected. If the body throws, the invocation fails and the runtime aborts the answer.
 */
export const streamingHandler = <Event>(
  runtime: StreamingRuntime<Event>,
  respond: (event: Event) => Promise<MediaResponse>,
): unknown =>
  runtime.streamifyResponse(async (event, stream) => {
    const { body, afterwards, ...prelude } = await respond(event);
    const answer = runtime.HttpResponseStream.from(stream, prelude);
    // The runtime sends the prelude at the first write, and an empty body has no write.
    answer.write('');
    // `pipeline()` would destroy the stream when the body throws, and AWS's runtime client then exits.
    try {
      for await (const chunk of body) {
        if (!answer.write(chunk)) await once(answer, 'drain');
      }
      answer.end();
    } finally {
      await afterwards?.();
    }
  });
