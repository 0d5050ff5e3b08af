import { Writable } from 'node:stream';
import type { MessagePort } from 'node:worker_threads';
import type { ResponsePrelude, StreamPart } from '../messages.ts';

/** What AWS's runtime client calls it. */
const UNHANDLED_REJECTION = 'Runtime.UnhandledPromiseRejection';

/**
 * Carries a streamed response to the host. A chunk counts as written once the host has taken it, so a slow client slows
 * the handler down. It lives as long as the process does: destroying it before its end ends the process, as under AWS's
 * runtime client, where a promise that nobody handles is rejected then.
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

  /** Status and headers, sent before the first byte. Too late after it. */
  setPrelude(prelude: ResponsePrelude): void {
    this.#prelude = prelude;
  }

  setContentType(contentType: string): void {
    this.#prelude = { ...this.#prelude, headers: { ...this.#prelude?.headers, 'content-type': contentType } };
  }

  /** Breaks the response off for a handler that threw: the one way in which the process survives. */
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
