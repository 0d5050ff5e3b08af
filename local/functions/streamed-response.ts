import { Readable } from 'node:stream';
import type { MessagePort } from 'node:worker_threads';
import type { ResponsePrelude, StreamDemand, StreamPart } from './messages.ts';

/** A streamed answer: what precedes the body, and the body as it comes. Destroying the body tells the handler. */
export interface StreamedResponse {
  readonly prelude: ResponsePrelude;
  readonly body: Readable;
}

/**
 * The host's end of a response port. `response` resolves when the handler writes its first byte, or ends without one;
 * it never resolves when the handler fails before that, and whoever runs the handler then destroys the body.
 */
export const readResponse = (port: MessagePort): { response: Promise<StreamedResponse>; body: Readable } => {
  const demand = (type: StreamDemand['type']): void => port.postMessage({ type } satisfies StreamDemand);
  let ended = false;
  let chunkHeld = false;
  const body = new Readable({
    read() {
      if (!chunkHeld) return;
      chunkHeld = false;
      demand('pull');
    },
    destroy(error, callback) {
      if (!ended) demand('cancel');
      port.close();
      callback(error);
    },
  });
  // Whoever reads the body sees its error; a body that nobody reads must not bring the host down.
  body.on('error', () => undefined);
  const response = new Promise<StreamedResponse>(resolve => {
    port.on('message', (part: StreamPart) => {
      if (part.type === 'prelude') return resolve({ prelude: part.prelude, body });
      if (part.type === 'end') {
        ended = true;
        return void body.push(null);
      }
      // The worker sends the next chunk only when this one was taken: backpressure across the threads.
      chunkHeld = true;
      body.push(part.bytes);
    });
  });
  return { response, body };
};
