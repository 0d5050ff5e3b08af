import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { createGunzip, createGzip } from 'node:zlib';
import { StreamFailure } from '../../domain/audit/chain/stream-failure.ts';
import { awsFailure } from '../aws/aws-failure.ts';
import { linesOf } from './text-lines.ts';

/** Lines are passed to the compressor in pieces of this size, characters. A call for each line would cost more. */
const PIECE_CHARS = 64 * 1024;

/** Compresses lines, each with its line feed. Memory: the compressed text. Throws what the lines throw. */
export const gzipLines = async (lines: AsyncIterable<string>): Promise<Buffer> => {
  const source = Readable.from(piecesOf(lines));
  const gzip = createGzip();
  source.on('error', error => gzip.destroy(error));
  return buffer(source.pipe(gzip));
};

/**
 * Yields the lines of a gzipped text. Memory: a piece and a line.
 * Throws `StreamFailure`, with the reason `events_file_unreadable` if the bytes are not a gzipped text; `name` names the file.
 */
export async function* gunzipLines(compressed: Readable, name: string): AsyncGenerator<string> {
  let sourceError: Error | undefined;
  compressed.on('error', error => {
    sourceError = error;
  });
  try {
    yield* linesOf(gunzipped(compressed));
  } catch (error) {
    if (error === sourceError) throw new StreamFailure(awsFailure('archive', error));
    throw new StreamFailure({
      code: 'internal_error',
      reason: 'events_file_unreadable',
      cause: new Error(`${name} is not a gzipped text of lines`, { cause: error }),
    });
  }
}

/** Yields the bytes of a gzipped stream. Throws the error of the stream, or that of zlib. Closes the stream in any case. */
export async function* gunzipped(compressed: Readable): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip();
  compressed.on('error', error => gunzip.destroy(error));
  compressed.pipe(gunzip);
  try {
    yield* gunzip;
  } finally {
    compressed.destroy();
    gunzip.destroy();
  }
}

async function* piecesOf(lines: AsyncIterable<string>): AsyncGenerator<string> {
  let piece = '';
  for await (const line of lines) {
    piece += `${line}\n`;
    if (piece.length < PIECE_CHARS) continue;
    yield piece;
    piece = '';
  }
  if (piece) yield piece;
}
