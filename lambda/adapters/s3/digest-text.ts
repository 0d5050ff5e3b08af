import type { Readable } from 'node:stream';

/** No digest is as long as this: KMS signs 4 KiB at most (`kmsDigestSigner`), and the rest of one is the signature. */
const MAX_DIGEST_BYTES = 16 * 1024;

/**
 * The text of a digest object, whatever stands there. Of an object that is longer than any digest it is the beginning,
 * which is no digest either: the name of a digest may hold a terabyte, and reading it costs no memory.
 * Throws what the stream throws.
 */
export const digestTextFrom = async (body: Readable): Promise<string> => {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of body) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes > MAX_DIGEST_BYTES) break;
  }
  return Buffer.concat(pieces).toString('utf8');
};
