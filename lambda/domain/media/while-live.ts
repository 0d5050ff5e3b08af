import type { Failure } from '../shared/failure.ts';
import type { Result } from '../shared/result.ts';

/** Thrown by a body whose link expired, was revoked or is gone while it was streamed. It breaks the answer off; nobody failed. */
export class LinkEnded extends Error {
  override readonly name = 'LinkEnded';

  constructor() {
    super('the link has ended');
  }
}

export interface Liveness {
  /** Looked at before each chunk, however slowly they are taken. */
  readonly hasExpired: () => boolean;
  /** Asked of the table whenever as many bytes have passed as a ranged answer carries. */
  readonly isLive: () => Promise<Result<boolean, Failure>>;
  readonly everyBytes: number;
}

/**
 * Passes the bytes of an answer on for as long as its link lives. Throws `LinkEnded` once it has expired or is no longer
 * live, and another error when that cannot be found out.
 */
export async function* whileLive(
  source: AsyncIterable<Uint8Array>,
  { hasExpired, isLive, everyBytes }: Liveness,
): AsyncGenerator<Uint8Array> {
  let uncheckedBytes = 0;
  for await (const chunk of source) {
    uncheckedBytes += chunk.length;
    if (hasExpired()) throw new LinkEnded();
    if (uncheckedBytes > everyBytes) {
      const live = await isLive();
      if (!live.ok) throw new Error(`the link cannot be looked at: ${live.error.reason}`, { cause: live.error.cause });
      if (!live.value) throw new LinkEnded();
      uncheckedBytes = 0;
    }
    yield chunk;
  }
}
