import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { GetObjectCommand, ListObjectVersionsCommand, type ListObjectVersionsCommandOutput } from '@aws-sdk/client-s3';
import { StreamFailure } from '../../domain/audit/chain/stream-failure.ts';
import type { ArchiveEntry, ListableArchive } from '../../domain/audit/verify/ports.ts';
import { awsFailure } from '../aws/aws-failure.ts';
import { callArchive, s3AuditArchive } from './s3-audit-archive.ts';
import { findOldestDigest } from './s3-digest-names.ts';
import type { S3Bucket } from './s3-objects.ts';

/** The archive for a verifier: it also lists each name with its history. */
export const s3ListableArchive = (bucket: S3Bucket): ListableArchive => {
  const { readDigest, readEvents, findNewestDigest } = s3AuditArchive(bucket);
  return {
    readDigest,
    readEvents,
    findNewestDigest,
    findOldestDigest: () => callArchive(() => findOldestDigest(bucket)),
    listEntries: async function* (day) {
      for (const folder of ['digests', 'events']) {
        yield* listEntries(bucket, `${folder}/${day.replaceAll('-', '/')}/`);
      }
    },
  };
};

interface History {
  readonly versionIds: string[];
  deleted: boolean;
}

/** Lists the names of a day, with their histories. A day has 96 windows, so its names fit in memory. Throws `StreamFailure`. */
async function* listEntries(bucket: S3Bucket, prefix: string): AsyncGenerator<ArchiveEntry> {
  for (const [key, { versionIds, deleted }] of await readHistories(bucket, prefix)) {
    const contents = versionIds.length > 1 ? await countContents(bucket, key, versionIds) : versionIds.length;
    yield { key, contents, deleted };
  }
}

const readHistories = async (bucket: S3Bucket, prefix: string): Promise<Map<string, History>> => {
  const histories = new Map<string, History>();
  const of = (key = ''): History => {
    const history = histories.get(key) ?? { versionIds: [], deleted: false };
    histories.set(key, history);
    return history;
  };
  let page: ListObjectVersionsCommandOutput | undefined;
  do {
    page = await orFailure(listVersions(bucket, prefix, page));
    for (const { Key, VersionId } of page.Versions ?? []) of(Key).versionIds.push(VersionId ?? '');
    for (const { Key, IsLatest } of page.DeleteMarkers ?? []) if (IsLatest) of(Key).deleted = true;
  } while (page.IsTruncated);
  return histories;
};

const listVersions = ({ client, bucket }: S3Bucket, prefix: string, before?: ListObjectVersionsCommandOutput) =>
  client.send(
    new ListObjectVersionsCommand({
      Bucket: bucket,
      Prefix: prefix,
      KeyMarker: before?.NextKeyMarker,
      VersionIdMarker: before?.NextVersionIdMarker,
    }),
  );

/** Counts the different contents of an object's versions. Hashes their bytes: the ETag of an object that KMS encrypts depends on more than its content. */
const countContents = async ({ client, bucket }: S3Bucket, key: string, versionIds: readonly string[]) => {
  const hashes = new Set<string>();
  for (const VersionId of versionIds) {
    const { Body } = await orFailure(client.send(new GetObjectCommand({ Bucket: bucket, Key: key, VersionId })));
    const hash = createHash('sha256');
    for await (const bytes of Body as Readable) hash.update(bytes);
    hashes.add(hash.digest('hex'));
  }
  return hashes.size;
};

const orFailure = async <T>(call: Promise<T>): Promise<T> =>
  call.catch(error => {
    throw new StreamFailure(awsFailure('archive', error));
  });
