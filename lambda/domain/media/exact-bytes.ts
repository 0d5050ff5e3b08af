/**
 * Passes bytes on, and throws when there turn out to be fewer or more than were promised: an answer whose length has
 * been announced may be aborted, but must never seem complete when it is not.
 */
export async function* exactBytes(source: AsyncIterable<Uint8Array>, lengthBytes: number): AsyncGenerator<Uint8Array> {
  let passedBytes = 0;
  for await (const chunk of source) {
    passedBytes += chunk.length;
    if (passedBytes > lengthBytes) break;
    yield chunk;
  }
  if (passedBytes !== lengthBytes) throw new Error(`the source gave ${passedBytes} of ${lengthBytes} bytes`);
}
