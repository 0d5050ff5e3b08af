import type { Readable } from 'node:stream';

/** A stream delivered nothing for too long while a reader waited. */
class StalledError extends Error {
  override readonly name = 'StalledError';
}

/**
 * Passes a stream's chunks on. Destroys the stream when a reader waits longer than the limit: the pending read then throws
 * `StalledError`. A pause of the reader does not count. Leaving the loop early also destroys the stream.
 */
export async function* unstalled(stream: Readable, limitMs: number): AsyncGenerator<Uint8Array> {
  const stalled = () => stream.destroy(new StalledError(`nothing came for ${limitMs} ms`));
  let patience = setTimeout(stalled, limitMs);
  try {
    for await (const chunk of stream) {
      clearTimeout(patience);
      yield chunk;
      patience = setTimeout(stalled, limitMs);
    }
  } finally {
    clearTimeout(patience);
  }
}
