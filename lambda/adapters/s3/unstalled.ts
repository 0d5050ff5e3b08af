import type { Readable } from 'node:stream';

/** A stream that gave nothing for too long although somebody was waiting for it. */
class StalledError extends Error {
  override readonly name = 'StalledError';
}

/**
 * Passes a stream's chunks on, and destroys it once it keeps its reader waiting for longer than the limit: the pending
 * read then throws a `StalledError`. A reader who pauses is never taken for a stall. Leaving the loop early destroys the
 * stream, too.
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
