import {
  GetObjectLegalHoldCommand,
  GetObjectLockConfigurationCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  PutObjectLegalHoldCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { awsFailure } from '../../../lambda/adapters/aws/aws-failure.ts';
import type { Failure } from '../../../lambda/domain/shared/failure.ts';
import { err, ok, type Result } from '../../../lambda/domain/shared/result.ts';
import type { HeldVersion, ObjectHolds } from './hold-plan.ts';

/** The object of a recording: its bucket, and the keys under which the configuration lets it be. */
export interface RecordingLocation {
  readonly client: S3Client;
  readonly bucket: string;
  readonly keys: readonly string[];
}

/** Reads which versions of a recording's object exist and which of them are under legal hold. Fails like `awsFailure`. */
export const readObjectHolds = (location: RecordingLocation): Promise<Result<ObjectHolds, Failure>> =>
  calling(async () => {
    if (!(await hasObjectLock(location))) return { hasObjectLock: false };
    const versions: HeldVersion[] = [];
    for (const key of location.keys) {
      for (const versionId of await versionIdsOf(location, key))
        versions.push({ key, versionId, isHeld: await isHeld(location, key, versionId) });
    }
    return { hasObjectLock: true, versions };
  });

/** Sets or lifts the legal hold of each version, one after the other. Stops at the first failure. Fails like `awsFailure`. */
export const putLegalHolds = (
  { client, bucket }: RecordingLocation,
  versions: readonly Pick<HeldVersion, 'key' | 'versionId'>[],
  held: boolean,
): Promise<Result<void, Failure>> =>
  calling(async () => {
    for (const { key, versionId } of versions) {
      await client.send(
        new PutObjectLegalHoldCommand({
          ...{ Bucket: bucket, Key: key, VersionId: versionId },
          LegalHold: { Status: held ? 'ON' : 'OFF' },
        }),
      );
    }
  });

const calling = async <T>(work: () => Promise<T>): Promise<Result<T, Failure>> => {
  try {
    return ok(await work());
  } catch (error) {
    return err(awsFailure('s3', error));
  }
};

const hasObjectLock = async ({ client, bucket }: RecordingLocation): Promise<boolean> => {
  try {
    const { ObjectLockConfiguration } = await client.send(new GetObjectLockConfigurationCommand({ Bucket: bucket }));
    return ObjectLockConfiguration?.ObjectLockEnabled === 'Enabled';
  } catch (error) {
    if (isNamed(error, 'ObjectLockConfigurationNotFoundError')) return false;
    throw error;
  }
};

/** Also finds versions under a delete marker. A prefix also lists longer keys, which are left out. */
const versionIdsOf = async ({ client, bucket }: RecordingLocation, key: string): Promise<string[]> => {
  const ids: string[] = [];
  let page: ListObjectVersionsCommandOutput | undefined;
  do {
    page = await client.send(
      new ListObjectVersionsCommand({
        ...{ Bucket: bucket, Prefix: key },
        ...{ KeyMarker: page?.NextKeyMarker, VersionIdMarker: page?.NextVersionIdMarker },
      }),
    );
    for (const { Key, VersionId } of page.Versions ?? []) if (Key === key && VersionId) ids.push(VersionId);
  } while (page.IsTruncated);
  return ids;
};

const isHeld = async ({ client, bucket }: RecordingLocation, key: string, versionId: string): Promise<boolean> => {
  try {
    const asked = new GetObjectLegalHoldCommand({ Bucket: bucket, Key: key, VersionId: versionId });
    return (await client.send(asked)).LegalHold?.Status === 'ON';
  } catch (error) {
    if (isNamed(error, 'NoSuchObjectLockConfiguration')) return false;
    throw error;
  }
};

const isNamed = (error: unknown, name: string): boolean => error instanceof Error && error.name === name;
