import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mediaBucketClient } from '../../lambda/adapters/s3/media-bucket-client.ts';
import { s3MediaSource } from '../../lambda/adapters/s3/s3-media-source.ts';
import type { AwsEndpoint } from '../../local/aws/endpoint/endpoint.ts';
import { connectionTo } from '../support/aws-connection.ts';
import { BUCKET, clientsOf, startEndpoint } from '../support/aws-endpoint.ts';
import { collect } from '../support/byte-stream.ts';
import { waveBytes } from '../support/wav.ts';

const VERSIONED = 'recordings-with-versions';
const BYTES = Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 251));

let endpoint: AwsEndpoint;
let s3: S3Client;
let etag: string;
const sourceOf = (bucket: string) =>
  s3MediaSource({ client: mediaBucketClient(connectionTo(endpoint.url, endpoint.admin)), bucket, stallLimitMs: 5_000 });
const source = () => sourceOf(BUCKET);
const put = (Key: string, more: object = {}) =>
  s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: BYTES, ...more }));

beforeAll(async () => {
  endpoint = await startEndpoint({}, { buckets: [{ bucketName: BUCKET }, { bucketName: VERSIONED, versioned: true }] });
  s3 = clientsOf(endpoint).s3;
  etag = (await put('a')).ETag ?? '';
  await put('cold', { StorageClass: 'GLACIER' });
});
afterAll(async () => {
  s3.destroy();
  await endpoint.close();
});

const failureOf = async (reading: Promise<{ ok: boolean; error?: { code: string; reason: string } }>) => {
  const { ok, error } = await reading;
  return ok ? 'read' : `${error?.code} ${error?.reason}`;
};

describe('the media source', () => {
  test('describes an object', async () => {
    expect(await source().describe({ key: 'a' })).toEqual({ ok: true, value: { key: 'a', etag, sizeBytes: 1000 } });
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'wav', Body: waveBytes(3_000) }));
    expect(await source().describe({ key: 'wav' })).toMatchObject({ value: { contentType: 'audio/wav' } });
  });

  test('reads an object as a whole', async () => {
    const read = await source().readWhole({ key: 'a' });
    if (!read.ok) throw new Error(read.error.reason);
    expect(read.value).toMatchObject({ etag, lengthBytes: 1000 });
    expect(await collect(read.value.body)).toEqual(BYTES);
  });

  test.each([
    [0, 0],
    [17, 300],
    [999, 999],
  ])('reads the bytes %i to %i, both included', async (start, end) => {
    const read = await source().readPart({ key: 'a' }, { start, end, etag });
    if (!read.ok) throw new Error(read.error.reason);
    expect(read.value.lengthBytes).toBe(end - start + 1);
    expect(await collect(read.value.body)).toEqual(BYTES.subarray(start, end + 1));
  });

  test('notices that the object is another than it was, or shorter', async () => {
    const another = { start: 0, end: 9, etag: '"another"' };
    expect(await failureOf(source().readPart({ key: 'a' }, another))).toBe('recording_changed recording_changed');
    const beyond = { start: 1000, end: 1009, etag };
    expect(await failureOf(source().readPart({ key: 'a' }, beyond))).toBe('recording_changed recording_changed');
  });

  test('says that an object is absent or archived', async () => {
    expect(await failureOf(source().readWhole({ key: 'b' }))).toBe('recording_not_found recording_not_found');
    expect(await failureOf(source().describe({ key: 'b' }))).toBe('recording_not_found recording_not_found');
    expect(await failureOf(source().describe({ key: 'cold' }))).toBe('recording_archived recording_archived');
    expect(await failureOf(source().readWhole({ key: 'cold' }))).toBe('recording_archived recording_archived');
  });

  test('reads the version that it is asked for, whichever is the latest, and the latest otherwise', async () => {
    const putVersion = (Body: string) => s3.send(new PutObjectCommand({ Bucket: VERSIONED, Key: 'a', Body }));
    const [first, second] = [await putVersion('the first'), await putVersion('the second, longer')];
    const versioned = sourceOf(VERSIONED);
    for (const [{ VersionId, ETag = '' }, text] of [
      [first, 'the first'],
      [second, 'the second, longer'],
      [{ ...second, VersionId: undefined }, 'the second, longer'],
    ] as const) {
      const object = { key: 'a', ...(VersionId && { versionId: VersionId }) };
      expect(await versioned.describe(object)).toMatchObject({
        ok: true,
        value: { etag: ETag, sizeBytes: text.length },
      });
      const whole = await versioned.readWhole(object);
      const part = await versioned.readPart(object, { start: 4, end: text.length - 1, etag: ETag });
      if (!whole.ok || !part.ok) throw new Error('not read');
      expect(String(await collect(whole.value.body))).toBe(text);
      expect(String(await collect(part.value.body))).toBe(text.slice(4));
    }
    const gone = { key: 'a', versionId: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' };
    expect(await failureOf(versioned.readWhole(gone))).toBe('recording_not_found recording_not_found');
  });

  test('calls a refused bucket our own fault', async () => {
    const broken = sourceOf('no-such-bucket');
    expect(await failureOf(broken.readWhole({ key: 'a' }))).toBe('internal_error s3_not_found');
  });
});
