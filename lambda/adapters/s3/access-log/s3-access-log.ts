import { Readable } from 'node:stream';
import { StreamFailure } from '../../../domain/audit/chain/stream-failure.ts';
import type { Failure } from '../../../domain/shared/failure.ts';
import { err, ok, type Result } from '../../../domain/shared/result.ts';
import type { S3Objects } from '../../aws/aws-calls.ts';
import { awsFailure } from '../../aws/aws-failure.ts';
import { failWhenStalled } from '../fail-when-stalled.ts';
import { gunzipped } from '../gzipped-lines.ts';

/** The longest line that is kept, characters: an address and three headers of S3's maximum size. Longer ones are cut. */
const MAX_LINE_CHARS = 64 * 1024;
/** A gzipped object of a few megabytes may hold gigabytes. S3 writes far smaller ones. */
const MAX_TEXT_BYTES = 1024 ** 3;
const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);

export interface S3AccessLogOptions {
  /** A `mediaBucketClient`: the lines are read at the pace of the audit table. */
  readonly client: S3Objects;
  readonly bucket: string;
  /** The longest wait for the next bytes, milliseconds. */
  readonly stallLimitMs: number;
}

/**
 * Opens a log object as lines, gzipped or not. The last one may be cut off. Memory: a piece and a line.
 * The lines throw `StreamFailure`, with the reason `access_log_unreadable` for damaged gzip and for too much text.
 */
export const openAccessLog = async (
  { client, bucket, stallLimitMs }: S3AccessLogOptions,
  key: string,
): Promise<Result<AsyncIterable<string>, Failure>> => {
  try {
    const { Body } = await client.getObject({ Bucket: bucket, Key: key });
    return ok(accessLogLines(failWhenStalled(Body as Readable, stallLimitMs)));
  } catch (error) {
    return err(awsFailure('access_log', error));
  }
};

/** Yields the lines of a log object's bytes. Bytes that are not UTF-8 become `U+FFFD`. */
export async function* accessLogLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let textBytes = 0;
  let unfinished = '';
  for await (const piece of plainBytes(bytes)) {
    textBytes += piece.length;
    if (textBytes > MAX_TEXT_BYTES) throw unreadable(new Error(`more than ${MAX_TEXT_BYTES} bytes of text`));
    const [end = '', ...lines] = decoder.decode(piece, { stream: true }).split('\n');
    unfinished = (unfinished + end).slice(0, MAX_LINE_CHARS);
    for (const line of lines) {
      yield unfinished;
      unfinished = line.slice(0, MAX_LINE_CHARS);
    }
  }
  if (unfinished) yield unfinished;
}

/** Yields the bytes without gzip. The first two bytes tell whether there is any; a header of the object may be wrong. */
async function* plainBytes(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const pieces = readBytes(bytes);
  try {
    let first = Buffer.alloc(0);
    while (first.length < GZIP_MAGIC.length) {
      const piece = await pieces.next();
      if (piece.done) break;
      first = Buffer.concat([first, piece.value]);
    }
    const whole = joined(first, pieces);
    const isGzip = first.subarray(0, GZIP_MAGIC.length).equals(GZIP_MAGIC);
    yield* isGzip ? gunzipped(Readable.from(whole, { objectMode: false })) : whole;
  } catch (error) {
    throw error instanceof StreamFailure ? error : unreadable(error);
  } finally {
    await pieces.return(undefined);
  }
}

async function* readBytes(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, undefined> {
  try {
    yield* bytes;
  } catch (error) {
    throw new StreamFailure(awsFailure('access_log', error));
  }
}

async function* joined(first: Uint8Array, pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (first.length > 0) yield first;
  yield* pieces;
}

const unreadable = (cause: unknown): StreamFailure =>
  new StreamFailure({ code: 'internal_error', reason: 'access_log_unreadable', cause });
