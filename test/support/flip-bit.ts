/** The same bytes with one bit turned over. */
export const flipBit = (bytes: Uint8Array, bit: number): Buffer => {
  const flipped = Buffer.from(bytes);
  flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return flipped;
};

/** The same for what the base64 stands for. */
export const flipBase64Bit = (base64: string, bit: number): string =>
  flipBit(Buffer.from(base64, 'base64'), bit).toString('base64');
