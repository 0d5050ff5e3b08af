import { Transform, type TransformCallback } from 'node:stream';
import { PayloadError } from './payload-error.ts';

/**
 * Decodes the `aws-chunked` content encoding, with which the SDK sends a checksum after the body:
 * `size[;extension]CRLF data CRLF … 0 CRLF trailer:value CRLF CRLF`. Fails with `incomplete_body`.
 */
export class AwsChunkedDecoder extends Transform {
  /** Lower-case names. Complete after the end of the stream. */
  readonly trailers = new Map<string, string>();
  #pending: Buffer = Buffer.alloc(0);
  #bytesLeft = 0;
  #state: 'size' | 'data' | 'data-end' | 'trailer' | 'end' = 'size';

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    try {
      while (this.#step());
      done();
    } catch (error) {
      done(error as Error);
    }
  }

  override _flush(done: TransformCallback): void {
    done(this.#state === 'end' ? null : new PayloadError('incomplete_body', 'The chunked body is incomplete'));
  }

  /** Consumes one element. Returns false when it needs more bytes. */
  #step(): boolean {
    if (this.#state === 'data') {
      const data = this.#pending.subarray(0, this.#bytesLeft);
      this.#pending = this.#pending.subarray(data.length);
      this.#bytesLeft -= data.length;
      if (data.length > 0) this.push(data);
      if (this.#bytesLeft === 0) this.#state = 'data-end';
      return this.#bytesLeft === 0;
    }
    const lineEnd = this.#pending.indexOf('\r\n');
    if (lineEnd < 0 || this.#state === 'end') return false;
    const line = this.#pending.toString('latin1', 0, lineEnd);
    this.#pending = this.#pending.subarray(lineEnd + 2);
    if (this.#state === 'data-end') {
      if (line !== '') throw new PayloadError('incomplete_body', 'A chunk is longer than its declared size');
      this.#state = 'size';
    } else if (this.#state === 'size') {
      if (!/^[0-9a-f]{1,8}(;|$)/i.test(line)) throw new PayloadError('incomplete_body', 'A chunk has no size');
      this.#bytesLeft = Number.parseInt(line, 16);
      this.#state = this.#bytesLeft === 0 ? 'trailer' : 'data';
    } else if (line === '') {
      this.#state = 'end';
    } else {
      const colon = line.indexOf(':');
      this.trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
    }
    return true;
  }
}
