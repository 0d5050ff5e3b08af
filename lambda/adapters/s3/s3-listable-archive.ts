import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { GetObjectCommand, ListObjectVersionsCommand, type ListObjectVersionsCommandOutput } from '@aws-sdk/client-s3';
import { StreamFailure } from '../../domain/audit/chain/stream-failure.ts';
import type { ArchiveEntry, ListableArchive } from '../../domain/audit/verify/ports.ts';
import { awsFailure } from '../aws/aws-failure.ts';
import { s3AuditArchive, translated } from './s3-audit-archive.ts';
import { oldestDigestIn } from './s3-digest-names.ts';
import type { S3Bucket } from './s3-objects.ts';

/** The archive as a verifier reads it, with the history of each name. */
export const s3ListableArchive = (bucket: S3Bucket): ListableArchive => {
  const { readDigest, readEvents, newestDigest } = s3AuditArchive(bucket);
  return {
    readDigest,
    readEvents,
    newestDigest,
    oldestDigest: () => translated(() => oldestDigestIn(bucket)),
    entriesOf: async function* (day) {
      for (const folder of ['digests', 'events']) {
        yield* entriesUnder(bucket, `${folder}/${day.replaceAll('-', '/')}/`);
      }
    },
  };
};

interface History {
  readonly versionIds: string[];
  deleted: boolean;
}

/** A day has 96 windows, so its names fit in memory. Throws `StreamFailure`. */
async function* entriesUnder(bucket: S3Bucket, prefix: string): AsyncGenerator<ArchiveEntry> {
  for (const [key, { versionIds, deleted }] of await historiesUnder(bucket, prefix)) {
    const contents = versionIds.length > 1 ? await differentContents(bucket, key, versionIds) : versionIds.length;
    yield { key, contents, deleted };
  }
}

const historiesUnder = async (bucket: S3Bucket, prefix: string): Promise<Map<string, History>> => {
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

/** Compares bytes, because the ETags of objects that KMS encrypts do not depend on the content only. */
const differentContents = async ({ client, bucket }: S3Bucket, key: string, versionIds: readonly string[]) => {
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
