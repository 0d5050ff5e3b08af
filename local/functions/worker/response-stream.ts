import { Writable } from 'node:stream';
import type { MessagePort } from 'node:worker_threads';
import type { ResponsePrelude, StreamDemand, StreamPart } from '../messages.ts';

/**
 * The stream that a streaming handler writes its response to. A chunk counts as written once the host has taken it, so
 * a slow client slows the handler down; when the client is gone the stream is destroyed, and with it whatever is piped in.
 */
export class ResponseStream extends Writable {
  readonly #port: MessagePort;
  #prelude: ResponsePrelude | undefined;
  #preludeSent = false;
  #chunkTaken: (() => void) | undefined;

  constructor(port: MessagePort) {
    super();
    this.#port = port;
    port.on('message', (demand: StreamDemand) => {
      if (demand.type === 'cancel') this.destroy(new Error('The client closed the connection'));
      else this.#chunkTaken?.();
    });
  }

  /** Status and headers, sent before the first byte. Too late after it. */
  setPrelude(prelude: ResponsePrelude): void {
    this.#prelude = prelude;
  }

  setContentType(contentType: string): void {
    this.#prelude = { ...this.#prelude, headers: { ...this.#prelude?.headers, 'content-type': contentType } };
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: () => void): void {
    this.#sendPrelude();
    this.#chunkTaken = () => {
      this.#chunkTaken = undefined;
      callback();
    };
    // A copy of its own: a Buffer from the pool shares its memory with others.
    const bytes = new Uint8Array(chunk);
    this.#send({ type: 'chunk', bytes }, [bytes.buffer]);
  }

  override _final(callback: () => void): void {
    this.#sendPrelude();
    this.#send({ type: 'end' });
    callback();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#port.close();
    callback(error);
  }

  #sendPrelude(): void {
    if (this.#preludeSent) return;
    this.#preludeSent = true;
    this.#send({ type: 'prelude', prelude: this.#prelude ?? {} });
  }

  #send(part: StreamPart, transfer: ArrayBuffer[] = []): void {
    this.#port.postMessage(part, transfer);
  }
}

/** A handler that `awslambda.streamifyResponse` marked. */
export type StreamingHandler = (event: unknown, response: ResponseStream, context: object) => Promise<void>;

const STREAMING = Symbol('streaming handler');

export const isStreaming = (handler: unknown): handler is StreamingHandler =>
  typeof handler === 'function' && STREAMING in handler;

/** The global that Lambda's Node.js runtime gives to streaming functions. */
export const awslambda = {
  streamifyResponse: (handler: StreamingHandler): StreamingHandler => Object.assign(handler, { [STREAMING]: true }),
  HttpResponseStream: {
    from: (stream: ResponseStream, prelude: ResponsePrelude): ResponseStream => {
      stream.setPrelude(prelude);
      return stream;
    },
  },
};
