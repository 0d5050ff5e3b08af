import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { digestKey, parseArchiveKey } from '../../domain/audit/chain/archive-key.ts';
import type { EventWindow } from '../../domain/audit/chain/event-window.ts';
import type { S3Bucket } from './s3-objects.ts';

/** `digests/`, and below it folders of years, months and days. Other names are ignored. */
const DATE_FOLDER = /^digests\/(\d{4}\/(\d{2}\/){0,2})?$/;

interface Names {
  readonly folders: readonly string[];
  readonly keys: readonly string[];
}

/**
 * Finds the newest window with a digest that is not after `notAfter`. Names sort by time, so four listings are enough in an
 * archive of any size. Throws what the SDK throws.
 */
export const findNewestDigest = (bucket: S3Bucket, notAfter: EventWindow): Promise<EventWindow | undefined> => {
  const limit = digestKey(notAfter);
  return search(bucket, 'digests/', names =>
    names
      .filter(name => name <= limit)
      .sort()
      .reverse(),
  );
};

/** Finds the oldest window with a digest. Throws what the SDK throws. */
export const findOldestDigest = (bucket: S3Bucket): Promise<EventWindow | undefined> =>
  search(bucket, 'digests/', names => [...names].sort());

/** Searches the folders in the given order, depth first, until it finds a digest. */
const search = async (
  bucket: S3Bucket,
  folder: string,
  inOrder: (names: readonly string[]) => readonly string[],
): Promise<EventWindow | undefined> => {
  const { folders, keys } = await list(bucket, folder);
  for (const key of inOrder(keys)) {
    const parsed = parseArchiveKey(key);
    if (parsed?.kind === 'digest') return parsed.window;
  }
  for (const next of inOrder(folders)) {
    const found = DATE_FOLDER.test(next) ? await search(bucket, next, inOrder) : undefined;
    if (found) return found;
  }
  return undefined;
};

const list = async ({ client, bucket }: S3Bucket, folder: string): Promise<Names> => {
  const folders: string[] = [];
  const keys: string[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await client.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: folder, Delimiter: '/', ContinuationToken }),
    );
    folders.push(...(page.CommonPrefixes ?? []).flatMap(({ Prefix }) => Prefix ?? []));
    keys.push(...(page.Contents ?? []).flatMap(({ Key }) => Key ?? []));
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken);
  return { folders, keys };
};
