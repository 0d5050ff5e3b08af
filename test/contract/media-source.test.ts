import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mediaBucketClient } from '../../lambda/adapters/s3/media-bucket-client.ts';
import { s3MediaSource } from '../../lambda/adapters/s3/s3-media-source.ts';
import type { MediaSource } from '../../lambda/domain/media/ports.ts';
import type { Failure } from '../../lambda/domain/shared/failure.ts';
import type { Result } from '../../lambda/domain/shared/result.ts';
import type { AwsEndpoint } from '../../local/aws/endpoint/endpoint.ts';
import { memoryMediaSource } from '../fakes/memory-media-source.ts';
import { connectionTo } from '../support/aws-connection.ts';
import { BUCKET, clientsOf, startEndpoint } from '../support/aws-endpoint.ts';
import { collect } from '../support/byte-stream.ts';
import { waveBytes } from '../support/wav.ts';

const VERSIONED = 'recordings-with-versions';
const BYTES = Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 251));

let endpoint: AwsEndpoint;
let s3: S3Client;
const sourceOf = (bucket: string) =>
  s3MediaSource({ client: mediaBucketClient(connectionTo(endpoint.url, endpoint.admin)), bucket, stallLimitMs: 5_000 });

beforeAll(async () => {
  endpoint = await startEndpoint({}, { buckets: [{ bucketName: BUCKET }, { bucketName: VERSIONED, versioned: true }] });
  s3 = clientsOf(endpoint).s3;
});
afterAll(async () => {
  s3.destroy();
  await endpoint.close();
});

/** An implementation of the port with two buckets, one of them versioned. */
interface SourceUnderTest {
  readonly source: () => MediaSource;
  readonly versioned: () => MediaSource;
  readonly put: (key: string, bytes: Buffer, isArchived?: boolean) => Promise<void>;
  /** Stores a version in the versioned bucket, and returns its id. */
  readonly putVersion: (key: string, bytes: Buffer) => Promise<string>;
}

const inS3: SourceUnderTest = {
  source: () => sourceOf(BUCKET),
  versioned: () => sourceOf(VERSIONED),
  put: async (Key, Body, isArchived = false) => {
    const StorageClass = isArchived ? 'GLACIER' : 'STANDARD';
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body, StorageClass }));
  },
  putVersion: async (Key, Body) =>
    (await s3.send(new PutObjectCommand({ Bucket: VERSIONED, Key, Body }))).VersionId ?? '',
};

const inMemory = (): SourceUnderTest => {
  const [source, versioned] = [memoryMediaSource(), memoryMediaSource()];
  return {
    source: () => source,
    versioned: () => versioned,
    put: async (key, bytes, isArchived = false) => void source.objects.set(key, [{ bytes, isArchived }]),
    putVersion: async (key, bytes) => {
      const versions = versioned.objects.get(key) ?? [];
      const versionId = `version-${versions.length + 1}`;
      versioned.objects.set(key, [...versions, { bytes, versionId }]);
      return versionId;
    },
  };
};

const successOf = <T>(result: Result<T, Failure>): T => {
  if (!result.ok) throw new Error(result.error.reason);
  return result.value;
};
const failureOf = async (reading: Promise<Result<unknown, Failure>>) => {
  const result = await reading;
  return result.ok ? 'read' : `${result.error.code} ${result.error.reason}`;
};

const IMPLEMENTATIONS: [string, SourceUnderTest][] = [
  ['S3', inS3],
  ['memory', inMemory()],
];

describe.each(IMPLEMENTATIONS)('the media source in %s', (_, { source, versioned, put, putVersion }) => {
  const etagOf = async (key: string) => successOf(await source().describe({ key })).etag;

  test('reads a whole object only if it has the requested entity tag', async () => {
    await put('tagged', BYTES);
    const etag = await etagOf('tagged');
    expect(successOf(await source().readWhole({ key: 'tagged' }, etag)).etag).toBe(etag);
    expect(await failureOf(source().readWhole({ key: 'tagged' }, '"x"'))).toBe('recording_changed recording_changed');
    expect(await failureOf(source().readWhole({ key: 'gone' }, etag))).toBe('recording_not_found recording_not_found');
  });

  test('describes an object', async () => {
    await put('a', BYTES);
    const etag = expect.stringMatching(/^"[0-9a-f]{32}"$/);
    expect(await source().describe({ key: 'a' })).toEqual({ ok: true, value: { key: 'a', etag, sizeBytes: 1000 } });
    await put('wav', waveBytes(3_000));
    expect(await source().describe({ key: 'wav' })).toMatchObject({ value: { contentType: 'audio/wav' } });
    await put('empty', Buffer.alloc(0));
    expect(await source().describe({ key: 'empty' })).toEqual({
      ok: true,
      value: { key: 'empty', etag: '', sizeBytes: 0 },
    });
  });

  test('reads a whole object, also an empty one', async () => {
    await put('a', BYTES);
    await put('empty', Buffer.alloc(0));
    for (const [key, bytes] of [
      ['a', BYTES],
      ['empty', Buffer.alloc(0)],
    ] as const) {
      const read = successOf(await source().readWhole({ key }));
      expect(read.lengthBytes).toBe(bytes.length);
      expect(await collect(read.body)).toEqual(bytes);
    }
    expect(successOf(await source().readWhole({ key: 'a' })).etag).toBe(await etagOf('a'));
  });

  test.each([
    [0, 0],
    [17, 300],
    [999, 999],
  ])('reads the bytes %i to %i, both inclusive', async (start, end) => {
    await put('a', BYTES);
    const etag = await etagOf('a');
    const read = successOf(await source().readPart({ key: 'a' }, { start, end, etag }));
    expect(read).toMatchObject({ etag, lengthBytes: end - start + 1 });
    expect(await collect(read.body)).toEqual(BYTES.subarray(start, end + 1));
  });

  test('fails when the object was replaced, or is shorter than the part', async () => {
    await put('a', BYTES);
    const etag = await etagOf('a');
    const failure = (start: number, end: number, tag: string) =>
      failureOf(source().readPart({ key: 'a' }, { start, end, etag: tag }));
    expect(await failure(0, 9, '"another"')).toBe('recording_changed recording_changed');
    expect(await failure(1000, 1009, etag)).toBe('recording_changed recording_changed');
    expect(await failure(990, 1009, etag)).toBe('unavailable s3_answer_unreadable');
  });

  test('fails when the object is absent or archived', async () => {
    await put('cold', BYTES, true);
    for (const [key, code] of [
      ['absent', 'recording_not_found'],
      ['cold', 'recording_archived'],
    ] as const) {
      expect(await failureOf(source().describe({ key }))).toBe(`${code} ${code}`);
      expect(await failureOf(source().readWhole({ key }))).toBe(`${code} ${code}`);
    }
    const part = { start: 0, end: 9, etag: '"e"' };
    expect(await failureOf(source().readPart({ key: 'absent' }, part))).toMatch('recording_not_found');
  });

  test('reads the requested version, or the latest one if none is requested', async () => {
    const [first, second] = ['the first', 'the second, longer'];
    const firstId = await putVersion('a', Buffer.from(first));
    const secondId = await putVersion('a', Buffer.from(second));
    for (const [versionId, text] of [
      [firstId, first],
      [secondId, second],
      [undefined, second],
    ] as const) {
      const object = { key: 'a', ...(versionId && { versionId }) };
      const described = successOf(await versioned().describe(object));
      expect(described).toMatchObject({ sizeBytes: text.length, versionId: versionId ?? secondId });
      const part = { start: 4, end: text.length - 1, etag: described.etag };
      expect(String(await collect(successOf(await versioned().readWhole(object)).body))).toBe(text);
      expect(String(await collect(successOf(await versioned().readPart(object, part)).body))).toBe(text.slice(4));
    }
    const gone = { key: 'a', versionId: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' };
    expect(await failureOf(versioned().readWhole(gone))).toBe('recording_not_found recording_not_found');
  });
});

describe('the media source in S3', () => {
  test('fails with internal_error when the bucket does not exist', async () => {
    const absent = sourceOf('no-such-bucket');
    expect(await failureOf(absent.readWhole({ key: 'a' }))).toBe('internal_error s3_not_found');
  });
});
