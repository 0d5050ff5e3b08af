import { Writable } from 'node:stream';
import type { MessagePort } from 'node:worker_threads';
import type { ResponsePrelude, StreamPart } from '../messages.ts';

/** The error's name in AWS's runtime client. */
const UNHANDLED_REJECTION = 'Runtime.UnhandledPromiseRejection';

/**
 * Sends a streamed response to the host. A chunk is written when the host has taken it, so a slow client slows down the
 * handler. Destroying the stream before its end also ends the process, as under AWS's runtime client, which then rejects
 * a promise that nobody handles.
 */
export class ResponseStream extends Writable {
  readonly #port: MessagePort;
  #prelude: ResponsePrelude | undefined;
  #preludeSent = false;
  #chunkTaken: (() => void) | undefined;
  #failed = false;

  constructor(port: MessagePort) {
    super();
    this.#port = port;
    port.on('message', () => this.#chunkTaken?.());
  }

  /** Sets status and headers. They are sent before the first byte; later calls have no effect. */
  setPrelude(prelude: ResponsePrelude): void {
    this.#prelude = prelude;
  }

  setContentType(contentType: string): void {
    this.#prelude = { ...this.#prelude, headers: { ...this.#prelude?.headers, 'content-type': contentType } };
  }

  /** Ends the response early because the handler threw. Only this way does the process continue. */
  fail(): void {
    this.#failed = true;
    this.destroy();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: () => void): void {
    this.#sendPrelude();
    this.#chunkTaken = () => {
      this.#chunkTaken = undefined;
      callback();
    };
    // Copied, because a Buffer from the pool shares its memory with other buffers.
    const bytes = new Uint8Array(chunk);
    this.#send({ type: 'chunk', bytes }, [bytes.buffer]);
  }

  override _final(callback: () => void): void {
    this.#sendPrelude();
    this.#send({ type: 'end' });
    callback();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    if (!this.#failed && (error || !this.writableFinished)) {
      void Promise.reject(Object.assign(error ?? new Error('socket hang up'), { name: UNHANDLED_REJECTION }));
    }
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
