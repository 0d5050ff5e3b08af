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
  const read = async (request: Omit<GetObjectCommandInput, 'Bucket'>): Promise<Result<MediaBytes, Failure>> => {
    try {
      const output = await client.send(new GetObjectCommand({ Bucket: bucket, ...request }));
      const body = output.Body as Readable | undefined;
      if (!body || output.ETag === undefined || output.ContentLength === undefined) {
        return fail('unavailable', 's3_answer_unreadable');
      }
      return ok({
        etag: output.ETag,
        lengthBytes: output.ContentLength,
        body: unstalled(body, stallLimitMs),
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
    readWhole: object => read(named(object)),
    readPart: (object, { start, end, etag }) =>
      read({ ...named(object), Range: `bytes=${start}-${end}`, IfMatch: etag }),
  };
};

const named = ({ key, versionId }: MediaObject) => ({ Key: key, ...(versionId && { VersionId: versionId }) });

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
