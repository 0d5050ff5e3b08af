/** A copy of the bytes with one bit flipped. */
export const flipBit = (bytes: Uint8Array, bit: number): Buffer => {
  const flipped = Buffer.from(bytes);
  flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return flipped;
};

/** The base64 of the decoded bytes with one bit flipped. */
export const flipBase64Bit = (base64: string, bit: number): string =>
  flipBit(Buffer.from(base64, 'base64'), bit).toString('base64');
