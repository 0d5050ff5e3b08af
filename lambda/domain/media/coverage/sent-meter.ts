/** Enough for the header of a WAV file with a few optional parts. */
const HEADER_BYTES = 512;

/** Counts the bytes of a body that leave, and keeps the first of them. */
export class SentMeter {
  sentBytes = 0;
  #first = Buffer.alloc(0);

  /** The first bytes that left, at most 512. */
  get firstBytes(): Uint8Array {
    return this.#first;
  }

  /** Passes the body on. A chunk counts as soon as it is handed over: nobody can say whether it left then. */
  async *pass(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of body) {
      const missing = HEADER_BYTES - this.#first.length;
      if (missing > 0) this.#first = Buffer.concat([this.#first, chunk.subarray(0, missing)]);
      this.sentBytes += chunk.length;
      yield chunk;
    }
  }
}
