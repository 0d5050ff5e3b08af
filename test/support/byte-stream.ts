/** The bytes in chunks of the given sizes, repeated as often as needed. A size of 0 gives an empty chunk. */
export async function* inChunks(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  const cycle = sizes.some(size => size > 0) ? sizes : [1];
  for (let offset = 0, turn = 0; offset < bytes.length; turn++) {
    const size = cycle[turn % cycle.length] ?? 1;
    yield bytes.subarray(offset, offset + size);
    offset += size;
  }
}

export const collect = async (source: AsyncIterable<Uint8Array>): Promise<Buffer> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
};
