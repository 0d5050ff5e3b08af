import { ListObjectVersionsCommand, type ListObjectVersionsCommandOutput } from '@aws-sdk/client-s3';
import type { ArchiveEntry, ListableArchive } from '../domain/chain-audit/ports.ts';
import { StreamFailure } from '../domain/digest-chain/stream-failure.ts';
import { awsFailure } from './aws-failure.ts';
import { s3AuditArchive, translated } from './s3-audit-archive.ts';
import { oldestDigestIn } from './s3-digest-names.ts';
import type { S3Bucket } from './s3-objects.ts';

/** The archive as a verifier reads it: with the history of every name. */
export const s3ListableArchive = (bucket: S3Bucket): ListableArchive => {
  const { readDigest, readEvents, newestDigest } = s3AuditArchive(bucket);
  return {
    readDigest,
    readEvents,
    newestDigest,
    oldestDigest: () => translated(() => oldestDigestIn(bucket)),
    entriesOf: async function* (day) {
      for (const folder of ['digests', 'events']) {
        yield* (await entriesUnder(bucket, `${folder}/${day.replaceAll('-', '/')}/`)).values();
      }
    },
  };
};

/** A day has 96 windows, so its names fit in memory. */
const entriesUnder = async ({ client, bucket }: S3Bucket, prefix: string): Promise<Map<string, ArchiveEntry>> => {
  const entries = new Map<string, ArchiveEntry>();
  const add = (Key: string | undefined, deleted: boolean) => {
    const known = entries.get(Key ?? '');
    entries.set(Key ?? '', {
      key: Key ?? '',
      versions: (known?.versions ?? 0) + 1,
      deleted: deleted || known?.deleted === true,
    });
  };
  let page: ListObjectVersionsCommandOutput | undefined;
  do {
    page = await listVersions({ client, bucket }, prefix, page);
    for (const { Key } of page.Versions ?? []) add(Key, false);
    for (const { Key, IsLatest } of page.DeleteMarkers ?? []) add(Key, IsLatest === true);
  } while (page.IsTruncated);
  return entries;
};

const listVersions = async (
  { client, bucket }: S3Bucket,
  prefix: string,
  before: ListObjectVersionsCommandOutput | undefined,
): Promise<ListObjectVersionsCommandOutput> => {
  try {
    return await client.send(
      new ListObjectVersionsCommand({
        Bucket: bucket,
        Prefix: prefix,
        KeyMarker: before?.NextKeyMarker,
        VersionIdMarker: before?.NextVersionIdMarker,
      }),
    );
  } catch (error) {
    throw new StreamFailure(awsFailure('archive', error));
  }
};
