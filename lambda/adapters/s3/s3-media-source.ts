import type { Readable } from 'node:stream';
import type { MediaBytes, MediaObject, MediaSource } from '../../domain/media/ports.ts';
import { type Failure, fail } from '../../domain/shared/failure.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import type { GetObjectInput, GetObjectOutput, S3Objects } from '../aws/aws-calls.ts';
import { describeObject } from './describe-object.ts';
import { failWhenStalled } from './fail-when-stalled.ts';
import { objectFailure } from './s3-object-failure.ts';

export interface S3MediaSourceOptions {
  /** A `mediaBucketClient`. Another client would treat a listener's pause as a stall. */
  readonly client: S3Objects;
  readonly bucket: string;
  /** The longest wait for the next bytes of a body, milliseconds. Time in which no reader waits does not count. */
  readonly stallLimitMs: number;
}

/** Reads recordings from the bucket as streams. Only the sockets buffer. */
export const s3MediaSource = ({ client, bucket, stallLimitMs }: S3MediaSourceOptions): MediaSource => {
  const read = async (
    request: Omit<GetObjectInput, 'Bucket'>,
    asked: AskedBytes = {},
    signal?: AbortSignal,
  ): Promise<Result<MediaBytes, Failure>> => {
    try {
      const output = await client.getObject({ Bucket: bucket, ...request }, signal && { abortSignal: signal });
      const body = output.Body as Readable | undefined;
      if (!body || output.ETag === undefined || output.ContentLength === undefined) {
        return fail('unavailable', 's3_answer_unreadable');
      }
      const answered = checkRequestedPart(output, asked);
      if (!answered.ok) {
        body.destroy();
        return answered;
      }
      if (signal) destroyWhenAborted(body, signal);
      return ok({
        etag: output.ETag,
        lengthBytes: output.ContentLength,
        body: failWhenStalled(body, stallLimitMs),
      });
    } catch (error) {
      return err(objectFailure(error));
    }
  };

  return {
    describe: object => describeObject({ client, bucket }, object),
    readWhole: (object, etag) => read({ ...named(object), ...(etag && { IfMatch: etag }) }, etag ? { etag } : {}),
    readPart: (object, part, signal) =>
      read({ ...named(object), Range: `bytes=${part.start}-${part.end}`, IfMatch: part.etag }, part, signal),
  };
};

/**
 * Destroys a body when the signal is aborted, also if reading has not begun. The client ignores the signal after the headers
 * have arrived, and ending an iterator that has not begun does not close its stream.
 */
const destroyWhenAborted = (body: Readable, signal: AbortSignal): void => {
  const destroy = () => void body.on('error', () => undefined).destroy();
  if (signal.aborted) destroy();
  else signal.addEventListener('abort', destroy, { once: true });
};

/** The requested bytes: a part of the object, or all of it, with a given entity tag. */
interface AskedBytes {
  readonly etag?: string;
  readonly start?: number;
  readonly end?: number;
}

/**
 * Checks that an answer is the requested part. S3 guarantees this. Other bytes would be decrypted to noise, or come from an
 * object that was never verified.
 */
const checkRequestedPart = (
  { ETag, ContentRange }: GetObjectOutput,
  { start, end, etag }: AskedBytes,
): Result<void, Failure> => {
  if (etag !== undefined && ETag !== etag) return fail('recording_changed', 'recording_changed');
  return start === undefined || ContentRange?.startsWith(`bytes ${start}-${end}/`)
    ? ok(undefined)
    : fail('unavailable', 's3_answer_unreadable');
};

const named = ({ key, versionId }: MediaObject) => ({ Key: key, ...(versionId && { VersionId: versionId }) });
