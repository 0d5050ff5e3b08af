import type { Readable } from 'node:stream';
import { GetObjectCommand, type GetObjectCommandInput, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { MediaBytes, MediaObject, MediaSource } from '../../domain/media/ports.ts';
import { type Failure, fail } from '../../domain/shared/failure.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import { awsFailure } from '../aws/aws-failure.ts';
import { unstalled } from './unstalled.ts';

export interface S3MediaSourceOptions {
  /** A `mediaBucketClient`: another one takes a listener's pause for a stall. */
  readonly client: S3Client;
  readonly bucket: string;
  /** Longest wait for a body's next bytes, milliseconds; time in which nobody asks for them does not count. */
  readonly stallLimitMs: number;
}

/** Reads recordings from the bucket as streams; nothing is buffered beyond what the sockets hold. */
export const s3MediaSource = ({ client, bucket, stallLimitMs }: S3MediaSourceOptions): MediaSource => {
  const read = async (
    request: Omit<GetObjectCommandInput, 'Bucket'>,
    signal: AbortSignal,
  ): Promise<Result<MediaBytes, Failure>> => {
    try {
      const output = await client.send(new GetObjectCommand({ Bucket: bucket, ...request }), { abortSignal: signal });
      const body = output.Body as Readable | undefined;
      if (!body || output.ETag === undefined || output.ContentLength === undefined) {
        return fail('unavailable', 's3_answer_unreadable');
      }
      return ok({
        etag: output.ETag,
        lengthBytes: output.ContentLength,
        body: unstalled(untilAborted(body, signal), stallLimitMs),
      });
    } catch (error) {
      return err(sourceFailure(error));
    }
  };

  return {
    describe: async object => {
      try {
        const output = await client.send(new HeadObjectCommand({ Bucket: bucket, ...named(object) }));
        return ok({ etag: output.ETag ?? '', sizeBytes: output.ContentLength ?? 0 });
      } catch (error) {
        return err(sourceFailure(error));
      }
    },
    readWhole: (object, signal) => read(named(object), signal),
    readPart: (object, { start, end, etag }, signal) =>
      read({ ...named(object), Range: `bytes=${start}-${end}`, IfMatch: etag }, signal),
  };
};

const named = ({ key, versionId }: MediaObject) => ({ Key: key, ...(versionId && { VersionId: versionId }) });

/** The SDK lets go of the signal once the headers are there; from then on the body itself has to be destroyed. */
const untilAborted = (body: Readable, signal: AbortSignal): Readable => {
  const destroy = () => body.destroy(new Error('the client is gone'));
  if (signal.aborted) destroy();
  signal.addEventListener('abort', destroy, { once: true });
  return body.once('close', () => signal.removeEventListener('abort', destroy));
};

const sourceFailure = (error: unknown): Failure => {
  const name = error instanceof Error ? error.name : '';
  const status = (error as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata?.httpStatusCode;
  const seen = (code: Failure['code']): Failure => ({ code, reason: code, cause: error });
  if (name === 'PreconditionFailed' || status === 412) return seen('recording_changed');
  // A range that the object no longer has: it has become shorter.
  if (name === 'InvalidRange' || status === 416) return seen('recording_changed');
  if (name === 'NoSuchKey' || name === 'NoSuchVersion' || name === 'NotFound') return seen('recording_not_found');
  if (name === 'InvalidObjectState') return seen('recording_archived');
  return awsFailure('s3', error);
};
