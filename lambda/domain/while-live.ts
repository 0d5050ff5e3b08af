/**
 * Passes the bytes of a long answer on for as long as its link lives: looks again whenever as many bytes have passed as
 * a ranged answer carries, so that a revoked link ends a download, too. Throws once it is no longer live.
 */
export async function* whileLive(
  source: AsyncIterable<Uint8Array>,
  options: { readonly everyBytes: number; readonly isLive: () => Promise<boolean> },
): AsyncGenerator<Uint8Array> {
  let uncheckedBytes = 0;
  for await (const chunk of source) {
    uncheckedBytes += chunk.length;
    if (uncheckedBytes > options.everyBytes) {
      if (!(await options.isLive())) throw new Error('the link has ended');
      uncheckedBytes = 0;
    }
    yield chunk;
  }
}
