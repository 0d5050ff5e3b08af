import type { Readable } from 'node:stream';

/** Every digest is shorter: KMS signs at most 4 KiB (`kmsDigestSigner`), and the rest of a digest is the signature. */
const MAX_DIGEST_BYTES = 16 * 1024;

/**
 * Reads the text of a digest object. If the object is longer than any digest, returns only its beginning, which is
 * not a valid digest. Somebody may have stored a terabyte under the name, and it must not fill the memory.
 * Throws what the stream throws.
 */
export const readDigestText = async (body: Readable): Promise<string> => {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of body) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes > MAX_DIGEST_BYTES) break;
  }
  return Buffer.concat(pieces).toString('utf8');
};
