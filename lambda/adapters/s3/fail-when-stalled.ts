import type { Readable } from 'node:stream';

/** A stream delivered nothing for too long while a reader waited. */
class StalledError extends Error {
  override readonly name = 'StalledError';
}

/**
 * Passes a stream's chunks on. Destroys the stream when a reader waits longer than the limit: the pending read then throws
 * `StalledError`. A pause of the reader does not count. Leaving the loop early also destroys the stream.
 */
export async function* failWhenStalled(stream: Readable, limitMs: number): AsyncGenerator<Uint8Array> {
  const destroy = () => stream.destroy(new StalledError(`no bytes arrived for ${limitMs} ms`));
  let timer = setTimeout(destroy, limitMs);
  try {
    for await (const chunk of stream) {
      clearTimeout(timer);
      yield chunk;
      timer = setTimeout(destroy, limitMs);
    }
  } finally {
    clearTimeout(timer);
  }
}
