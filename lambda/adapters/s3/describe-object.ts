import { addAbortSignal, type Readable } from 'node:stream';
import type { MediaObject } from '../../domain/media/ports.ts';
import { audioContentType, SIGNATURE_BYTES } from '../../domain/shared/audio-content-type.ts';
import { type Failure, fail } from '../../domain/shared/failure.ts';
import type { RecordingObject } from '../../domain/shared/recording-object.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import { waveTimeline } from '../../domain/shared/timeline/wave-timeline.ts';
import type { S3Objects } from '../aws/aws-calls.ts';
import { readBodyBytes } from '../aws/read-body-bytes.ts';
import { isRangeUnsatisfiable, objectFailure } from './s3-object-failure.ts';

/**
 * Describes an object by one ranged GET of its first bytes. One answer shows whether the object exists and can be read, and
 * its size, entity tag, version and format, all of the same state of the object.
 * Fails with `recording_not_found`, `recording_archived`, `unavailable` or `internal_error`.
 */
export const describeObject = async (
  { client, bucket }: { readonly client: S3Objects; readonly bucket: string },
  { key, versionId }: MediaObject,
  signal?: AbortSignal,
): Promise<Result<RecordingObject, Failure>> => {
  const input = {
    Bucket: bucket,
    Key: key,
    Range: `bytes=0-${SIGNATURE_BYTES - 1}`,
    ...(versionId && { VersionId: versionId }),
  };
  try {
    const { ETag, ContentRange, VersionId, Body } = await client.getObject(input, signal && { abortSignal: signal });
    const sizeBytes = Number(/^bytes 0-\d+\/(\d+)$/.exec(ContentRange ?? '')?.[1]);
    if (!ETag || !Body || Number.isNaN(sizeBytes)) return fail('unavailable', 's3_answer_unreadable');
    const firstBytes = await readFirstBytes(Body as Readable, signal);
    const contentType = audioContentType(firstBytes);
    const timeline = waveTimeline(firstBytes, sizeBytes);
    return ok({
      key,
      // S3 returns "null" for objects that are older than the bucket's versioning. A link cannot name such a version.
      ...(VersionId && VersionId !== 'null' && { versionId: VersionId }),
      etag: ETag,
      sizeBytes,
      ...(contentType && { contentType }),
      ...(timeline && { timeline }),
    });
  } catch (error) {
    // S3 returns this error for an empty object.
    if (isRangeUnsatisfiable(error)) return ok({ key, ...(versionId && { versionId }), etag: '', sizeBytes: 0 });
    return err(objectFailure(error));
  }
};

/** The SDK ignores the signal after the headers have arrived. */
const readFirstBytes = (body: Readable, signal: AbortSignal | undefined): Promise<Buffer> =>
  readBodyBytes(signal ? addAbortSignal(signal, body) : body);
