import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { createGunzip, createGzip } from 'node:zlib';
import { StreamFailure } from '../../domain/audit/chain/stream-failure.ts';
import { awsFailure } from '../aws/aws-failure.ts';
import { linesOf } from './text-lines.ts';

/** Lines are handed to the compressor in pieces of this size, characters: one by one they would cost more than the work. */
const PIECE_CHARS = 64 * 1024;

/** Compresses lines, each with its line feed. Memory: the compressed text. Whatever the lines throw is thrown on. */
export const gzipLines = async (lines: AsyncIterable<string>): Promise<Buffer> => {
  const source = Readable.from(piecesOf(lines));
  const gzip = createGzip();
  source.on('error', error => gzip.destroy(error));
  return buffer(source.pipe(gzip));
};

/**
 * The lines of a gzipped text. Memory: a piece and a line.
 * Throws `StreamFailure`: with the reason `events_file_unreadable` when it is not one, naming the file by `name`.
 */
export async function* gunzipLines(compressed: Readable, name: string): AsyncGenerator<string> {
  const gunzip = createGunzip();
  let sourceError: Error | undefined;
  compressed.on('error', error => {
    sourceError = error;
    gunzip.destroy(error);
  });
  compressed.pipe(gunzip);
  try {
    yield* linesOf(gunzip);
  } catch (error) {
    if (error === sourceError) throw new StreamFailure(awsFailure('archive', error));
    throw new StreamFailure({
      code: 'internal_error',
      reason: 'events_file_unreadable',
      cause: new Error(`${name} is not a gzipped text of lines`, { cause: error }),
    });
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
