import type { Failure } from '../shared/failure.ts';
import type { Result } from '../shared/result.ts';

/** Thrown by a body whose link was revoked, or is gone, while it was streamed. It breaks the answer off; nobody failed. */
export class LinkEnded extends Error {
  override readonly name = 'LinkEnded';

  constructor() {
    super('the link has ended');
  }
}

/**
 * Passes the bytes of a long answer on for as long as its link lives: looks again whenever as many bytes have passed as
 * a ranged answer carries, so that a revoked link ends a download, too. Throws `LinkEnded` once it is no longer live,
 * and another error when that cannot be found out.
 */
export async function* whileLive(
  source: AsyncIterable<Uint8Array>,
  options: { readonly everyBytes: number; readonly isLive: () => Promise<Result<boolean, Failure>> },
): AsyncGenerator<Uint8Array> {
  let uncheckedBytes = 0;
  for await (const chunk of source) {
    uncheckedBytes += chunk.length;
    if (uncheckedBytes > options.everyBytes) {
      const live = await options.isLive();
      if (!live.ok) throw new Error(`the link cannot be looked at: ${live.error.reason}`, { cause: live.error.cause });
      if (!live.value) throw new LinkEnded();
      uncheckedBytes = 0;
    }
    yield chunk;
  }
}
