import { Readable } from 'node:stream';
import type { MessagePort } from 'node:worker_threads';
import type { ChunkTaken, ResponsePrelude, StreamPart } from './messages.ts';

/**
 * A streamed answer: what precedes the body, and the body as it comes. Destroying the body stops nothing: Lambda lets a
 * function whose client has left go on, untold, and drops the rest ("Response streaming" in its guide).
 */
export interface StreamedResponse {
  readonly prelude: ResponsePrelude;
  readonly body: Readable;
}

/** The host's end of a response port. */
export interface ResponseReading {
  /** Resolves when the handler writes its first byte, or ends without one; never when it fails before that. */
  readonly response: Promise<StreamedResponse>;
  /** Whoever runs the handler destroys it when the handler fails. */
  readonly body: Readable;
}

/** Reads a response from its port, no faster than the body is read, or to nowhere once the body was destroyed. */
export const readResponse = (port: MessagePort): ResponseReading => {
  let chunkHeld = false;
  const take = (): void => {
    if (!chunkHeld) return;
    chunkHeld = false;
    port.postMessage({ type: 'taken' } satisfies ChunkTaken);
  };
  const body = new Readable({
    read: take,
    destroy(error, callback) {
      take();
      callback(error);
    },
  });
  // Whoever reads the body sees its error; a body that nobody reads must not bring the host down.
  body.on('error', () => undefined);
  const response = new Promise<StreamedResponse>(resolve => {
    port.on('message', (part: StreamPart) => {
      if (part.type === 'prelude') return resolve({ prelude: part.prelude, body });
      if (part.type === 'end') return void body.push(null);
      // The worker sends the next chunk only when this one was taken: backpressure across the threads.
      chunkHeld = true;
      if (body.destroyed) take();
      else body.push(part.bytes);
    });
  });
  return { response, body };
};
