import { createHash, randomBytes, randomUUID } from 'node:crypto';
import {
  appendFileSync,
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';

/** One version of an object, or a delete marker. */
export interface StoredObject {
  readonly key: string;
  /** In a bucket without versioning: `null`, as in S3. */
  readonly versionId: string;
  readonly isDeleteMarker: boolean;
  /** Name of the file with the bytes. Empty for a delete marker. */
  readonly file: string;
  readonly sizeBytes: number;
  /** The MD5 of the bytes, in quotes. */
  readonly etag: string;
  /** ISO 8601. */
  readonly lastModified: string;
  /** Headers that were uploaded with the object: content type, metadata, storage class. */
  readonly headers: Readonly<Record<string, string>>;
}

/** The bytes of an upload on disk, before they become an object. */
type StagedBytes = Pick<StoredObject, 'file' | 'sizeBytes' | 'etag'>;

/** The objects of one bucket, in a folder. */
export interface BucketStore {
  /** Returns the current version, which can be a delete marker. */
  readonly current: (key: string) => StoredObject | undefined;
  readonly version: (key: string, versionId: string) => StoredObject | undefined;
  /** Returns all versions and delete markers: keys in S3's order, the newest version of a key first. */
  readonly history: () => StoredObject[];
  /** Returns the keys whose current version is an object, in S3's order (by UTF-8 bytes). */
  readonly keys: () => string[];
  /** Writes an upload to disk. When the body fails, removes the file and rejects. */
  readonly stage: (body: Readable) => Promise<StagedBytes>;
  readonly discard: (staged: StagedBytes) => void;
  /** Makes staged bytes the current version. Synchronous, so that a condition that was just checked is still true. */
  readonly put: (key: string, staged: StagedBytes, headers: StoredObject['headers']) => StoredObject;
  /** Replaces the headers of an existing version. */
  readonly describe: (object: StoredObject, headers: StoredObject['headers']) => void;
  /** Removes one version permanently. Without a version id: adds a delete marker, or removes the object if the bucket has no versioning. */
  readonly remove: (key: string, versionId?: string) => StoredObject | undefined;
  /** Streams the bytes from `first` to `last`, inclusive. */
  readonly read: (object: StoredObject, range?: { readonly first: number; readonly last: number }) => Readable;
}

type Change =
  | { readonly put: StoredObject }
  | { readonly remove: { readonly key: string; readonly versionId: string } };

/** Opens the folder and replays its journal. The journal has one line for each change, so each change costs the same. */
export const openBucketStore = (folder: string, options: { readonly versioned: boolean }): BucketStore => {
  mkdirSync(folder, { recursive: true });
  const journal = join(folder, 'journal.jsonl');
  const versions = new Map<string, StoredObject[]>();
  const path = (file: string) => join(folder, file);

  const apply = (change: Change): void => {
    const { key, versionId } = 'put' in change ? change.put : change.remove;
    const all = versions.get(key) ?? [];
    const index = all.findIndex(object => object.versionId === versionId);
    const replacement = 'put' in change ? [change.put] : [];
    versions.set(key, all.toSpliced(index < 0 ? all.length : index, index < 0 ? 0 : 1, ...replacement));
  };
  const commit = (change: Change): void => {
    appendFileSync(journal, `${JSON.stringify(change)}\n`);
    apply(change);
  };
  const version = (key: string, versionId: string) => versions.get(key)?.find(object => object.versionId === versionId);
  const current = (key: string) => versions.get(key)?.at(-1);
  const deleteFile = (file: string): void => {
    if (file) rmSync(path(file), { force: true });
  };
  const newVersionId = () => (options.versioned ? randomBytes(24).toString('base64url') : 'null');

  if (existsSync(journal)) {
    for (const line of readFileSync(journal, 'utf8').split('\n')) if (line) apply(JSON.parse(line));
  }

  const inOrder = (keys: readonly string[]): string[] =>
    keys
      .map(key => Buffer.from(key))
      .sort(Buffer.compare)
      .map(String);

  return {
    current,
    version,
    history: () => inOrder([...versions.keys()]).flatMap(key => [...(versions.get(key) ?? [])].reverse()),
    keys: () => inOrder([...versions.keys()].filter(key => current(key)?.isDeleteMarker === false)),
    stage: async body => {
      const file = randomUUID();
      const target = createWriteStream(path(file));
      const md5 = createHash('md5');
      let sizeBytes = 0;
      try {
        await pipeline(
          body,
          async function* (chunks: AsyncIterable<Buffer>) {
            for await (const chunk of chunks) {
              md5.update(chunk);
              sizeBytes += chunk.length;
              yield chunk;
            }
          },
          target,
        );
      } catch (error) {
        // Before the stream is closed, the file may not exist yet.
        await finished(target).catch(() => undefined);
        deleteFile(file);
        throw error;
      }
      return { file, sizeBytes, etag: `"${md5.digest('hex')}"` };
    },
    discard: staged => deleteFile(staged.file),
    put: (key, staged, headers) => {
      const versionId = newVersionId();
      const replaced = version(key, versionId);
      const lastModified = new Date().toISOString();
      const object = { key, versionId, isDeleteMarker: false, ...staged, lastModified, headers };
      commit({ put: object });
      if (replaced) deleteFile(replaced.file);
      return object;
    },
    describe: (object, headers) => commit({ put: { ...object, headers } }),
    remove: (key, versionId) => {
      if (options.versioned && versionId === undefined) {
        const marker = { file: '', sizeBytes: 0, etag: '', lastModified: new Date().toISOString(), headers: {} };
        const object = { key, versionId: newVersionId(), isDeleteMarker: true, ...marker };
        commit({ put: object });
        return object;
      }
      const removed = version(key, versionId ?? 'null');
      if (removed) {
        commit({ remove: { key, versionId: removed.versionId } });
        deleteFile(removed.file);
      }
      return removed;
    },
    read: (object, range) => createReadStream(path(object.file), range && { start: range.first, end: range.last }),
  };
};
