import { HeadObjectCommand, type HeadObjectCommandOutput, NotFound, type S3Client } from '@aws-sdk/client-s3';
import type { RecordingStore } from '../../domain/playback/ports.ts';
import type { Failure } from '../../domain/shared/failure.ts';
import type { RecordingObject } from '../../domain/shared/recording-object.ts';
import type { RecordingSid } from '../../domain/shared/recording-sid.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import { awsFailure } from '../aws/aws-failure.ts';

export interface S3RecordingStoreOptions {
  readonly client: S3Client;
  readonly bucket: string;
  readonly accountSid: string;
  /** Key templates with `{accountSid}` and `{recordingSid}`, in order of preference. */
  readonly objectKeys: readonly string[];
}

/** Looks for a recording under every configured key at the same time; the first of them in order wins. */
export const s3RecordingStore = (options: S3RecordingStoreOptions): RecordingStore => ({
  locate: async recordingSid => {
    const candidates = await Promise.all(
      options.objectKeys.map(template => head(options, objectKey(template, options.accountSid, recordingSid))),
    );
    // A key that could not be looked at hides whatever comes after it: a later hit might be the wrong object.
    return candidates.find(candidate => !candidate.ok || candidate.value) ?? ok(undefined);
  },
});

const objectKey = (template: string, accountSid: string, recordingSid: RecordingSid): string =>
  template.replaceAll('{accountSid}', accountSid).replaceAll('{recordingSid}', recordingSid);

const head = async (
  { client, bucket }: S3RecordingStoreOptions,
  key: string,
): Promise<Result<RecordingObject | undefined, Failure>> => {
  try {
    return ok(recordingObject(key, await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }))));
  } catch (error) {
    return error instanceof NotFound ? ok(undefined) : err(awsFailure('s3', error));
  }
};

const recordingObject = (key: string, output: HeadObjectCommandOutput): RecordingObject => ({
  key,
  // S3 says "null" for objects from before versioning was switched on; they cannot be pinned, and need not be.
  ...(output.VersionId && output.VersionId !== 'null' && { versionId: output.VersionId }),
  etag: output.ETag ?? '',
  sizeBytes: output.ContentLength ?? 0,
  archived: isArchived(output),
});

const RESTORED = /ongoing-request="false"/;

/** Glacier's instant class is readable at once; the others, and Intelligent-Tiering's archive tiers, after a restore. */
const isArchived = ({ StorageClass, ArchiveStatus, Restore }: HeadObjectCommandOutput): boolean => {
  const cold = StorageClass === 'GLACIER' || StorageClass === 'DEEP_ARCHIVE' || ArchiveStatus !== undefined;
  return cold && !RESTORED.test(Restore ?? '');
};
