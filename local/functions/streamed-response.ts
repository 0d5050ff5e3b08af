import { Readable } from 'node:stream';
import type { MessagePort } from 'node:worker_threads';
import type { ResponsePrelude, StreamDemand, StreamPart } from './messages.ts';

/** A streamed answer: what precedes the body, and the body as it comes. Destroying the body tells the handler. */
export interface StreamedResponse {
  readonly prelude: ResponsePrelude;
  readonly body: Readable;
}

/** The host's end of a response port. */
export interface ResponseReading {
  /** Resolves when the handler writes its first byte, or ends without one; never when it gives up before that. */
  readonly response: Promise<StreamedResponse>;
  /** Whoever runs the handler destroys it when the handler fails, or gives up. */
  readonly body: Readable;
  /** Resolves when no more will come: true when the handler ended its response, false when it broke off. */
  readonly ended: Promise<boolean>;
}

/** Reads a response from its port, no faster than the body is read. */
export const readResponse = (port: MessagePort): ResponseReading => {
  const demand = (type: StreamDemand['type']): void => port.postMessage({ type } satisfies StreamDemand);
  let isEnded = false;
  let chunkHeld = false;
  const body = new Readable({
    read() {
      if (!chunkHeld) return;
      chunkHeld = false;
      demand('pull');
    },
    destroy(error, callback) {
      // The worker closes the port: here, that could keep it from ever learning of the client's leaving.
      if (!isEnded) demand('cancel');
      callback(error);
    },
  });
  // Whoever reads the body sees its error; a body that nobody reads must not bring the host down.
  body.on('error', () => undefined);
  const response = new Promise<StreamedResponse>(resolve => {
    port.on('message', (part: StreamPart) => {
      if (part.type === 'prelude') return resolve({ prelude: part.prelude, body });
      if (part.type === 'end') {
        isEnded = true;
        return void body.push(null);
      }
      // The worker sends the next chunk only when this one was taken: backpressure across the threads.
      chunkHeld = true;
      if (!body.destroyed) body.push(part.bytes);
    });
  });
  const ended = new Promise<boolean>(resolve => {
    port.once('close', () => resolve(isEnded));
  });
  return { response, body, ended };
};
