import { createHash } from 'node:crypto';
import type { MediaObject, MediaSource } from '../../lambda/domain/media/ports.ts';
import { audioContentType, SIGNATURE_BYTES } from '../../lambda/domain/shared/audio-content-type.ts';
import { type Failure, fail } from '../../lambda/domain/shared/failure.ts';
import { ok, type Result } from '../../lambda/domain/shared/result.ts';
import { inChunks } from '../support/byte-stream.ts';

/** One state of an object in memory. */
interface StoredBytes {
  readonly bytes: Buffer;
  /** Absent in a bucket without versions. */
  readonly versionId?: string;
  readonly isArchived?: boolean;
}

/** A bucket in memory: all versions of each object, the latest one last. `objects` is open to the test. */
export interface MemoryMediaSource extends MediaSource {
  readonly objects: Map<string, readonly StoredBytes[]>;
}

/** The entity tag that S3 gives these bytes. */
export const etagOf = (bytes: Uint8Array): string => `"${createHash('md5').update(bytes).digest('hex')}"`;

export const memoryMediaSource = (): MemoryMediaSource => {
  const objects = new Map<string, readonly StoredBytes[]>();
  const open = ({ key, versionId }: MediaObject): Result<StoredBytes, Failure> => {
    const versions = objects.get(key) ?? [];
    const stored = versionId ? versions.find(version => version.versionId === versionId) : versions.at(-1);
    if (!stored) return fail('recording_not_found', 'recording_not_found');
    return stored.isArchived ? fail('recording_archived', 'recording_archived') : ok(stored);
  };
  return {
    objects,
    describe: async object => {
      const opened = open(object);
      if (!opened.ok) return opened;
      const { bytes, versionId } = opened.value;
      // S3 tells nothing else about an object without a first byte.
      if (bytes.length === 0) {
        const { key, versionId: asked } = object;
        return ok({ key, ...(asked && { versionId: asked }), etag: '', sizeBytes: 0 });
      }
      const contentType = audioContentType(bytes.subarray(0, SIGNATURE_BYTES));
      return ok({
        key: object.key,
        ...(versionId && { versionId }),
        etag: etagOf(bytes),
        sizeBytes: bytes.length,
        ...(contentType && { contentType }),
      });
    },
    readWhole: async (object, etag) => {
      const opened = open(object);
      if (!opened.ok) return opened;
      const { bytes } = opened.value;
      if (etag !== undefined && etag !== etagOf(bytes)) return fail('recording_changed', 'recording_changed');
      return ok(mediaBytes(bytes, bytes));
    },
    readPart: async (object, { start, end, etag }) => {
      const opened = open(object);
      if (!opened.ok) return opened;
      const { bytes } = opened.value;
      if (etag !== etagOf(bytes) || start >= bytes.length) return fail('recording_changed', 'recording_changed');
      // S3 gives the bytes that there are; that is not the part that was asked for.
      if (end >= bytes.length) return fail('unavailable', 's3_answer_unreadable');
      return ok(mediaBytes(bytes, bytes.subarray(start, end + 1)));
    },
  };
};

const mediaBytes = (whole: Buffer, part: Buffer) => ({
  etag: etagOf(whole),
  lengthBytes: part.length,
  body: inChunks(part, part.length > 100_000 ? [65_536] : [1000, 1, 0, 17]),
});
