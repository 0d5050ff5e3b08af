import { Readable } from 'node:stream';
import type { MessagePort } from 'node:worker_threads';
import type { ChunkTaken, ResponsePrelude, StreamPart } from './messages.ts';

/**
 * A streamed answer. Destroying the body does not stop the function: when a client closes the connection, Lambda does not
 * inform the function and discards the rest ("Response streaming" in its guide).
 */
export interface StreamedResponse {
  readonly prelude: ResponsePrelude;
  readonly body: Readable;
}

/** The host's side of a response port. */
export interface ResponseReading {
  /** Resolves at the first byte or at the end of an empty response. Never resolves when the handler fails before. */
  readonly response: Promise<StreamedResponse>;
  /** The caller destroys it when the handler fails. */
  readonly body: Readable;
}

/** Reads a response from its port at the speed at which the body is read. Discards the rest after the body was destroyed. */
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
  // The reader of the body handles its error. Without a reader, the error must not end the host.
  body.on('error', () => undefined);
  const response = new Promise<StreamedResponse>(resolve => {
    port.on('message', (part: StreamPart) => {
      if (part.type === 'prelude') return resolve({ prelude: part.prelude, body });
      if (part.type === 'end') return void body.push(null);
      // Backpressure: the worker sends the next chunk only after the host has taken this one.
      chunkHeld = true;
      if (body.destroyed) take();
      else body.push(part.bytes);
    });
  });
  return { response, body };
};
