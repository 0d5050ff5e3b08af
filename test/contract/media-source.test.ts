import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mediaBucketClient } from '../../lambda/adapters/media-bucket-client.ts';
import { s3MediaSource } from '../../lambda/adapters/s3-media-source.ts';
import { exactBytes } from '../../lambda/domain/exact-bytes.ts';
import type { AwsEndpoint } from '../../local/aws/endpoint.ts';
import { BUCKET, clientsOf, startEndpoint } from '../support/aws-endpoint.ts';
import { collect } from '../support/byte-stream.ts';
import { until } from '../support/until.ts';

const VERSIONED = 'recordings-with-versions';
const BYTES = Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 251));
const { signal } = new AbortController();
/** Of the connections that are watched: short, for the tests wait it out. */
const TIMEOUT_MS = 300;

let endpoint: AwsEndpoint;
let s3: S3Client;
let etag: string;
const sourceOf = (bucket: string) => s3MediaSource({ client: s3, bucket, stallLimitMs: 5_000 });
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
  it('describes an object', async () => {
    expect(await source().describe({ key: 'a' })).toEqual({ ok: true, value: { etag, sizeBytes: 1000 } });
  });

  it('reads an object as a whole', async () => {
    const read = await source().readWhole({ key: 'a' }, signal);
    if (!read.ok) throw new Error(read.error.reason);
    expect(read.value).toMatchObject({ etag, lengthBytes: 1000 });
    expect(await collect(read.value.body)).toEqual(BYTES);
  });

  it.each([
    [0, 0],
    [17, 300],
    [999, 999],
  ])('reads the bytes %i to %i, both included', async (start, end) => {
    const read = await source().readPart({ key: 'a' }, { start, end, etag }, signal);
    if (!read.ok) throw new Error(read.error.reason);
    expect(read.value.lengthBytes).toBe(end - start + 1);
    expect(await collect(read.value.body)).toEqual(BYTES.subarray(start, end + 1));
  });

  it('notices that the object is another than it was, or shorter', async () => {
    const another = { start: 0, end: 9, etag: '"another"' };
    expect(await failureOf(source().readPart({ key: 'a' }, another, signal))).toBe(
      'recording_changed recording_changed',
    );
    const beyond = { start: 1000, end: 1009, etag };
    expect(await failureOf(source().readPart({ key: 'a' }, beyond, signal))).toBe(
      'recording_changed recording_changed',
    );
  });

  it('says that an object is absent or archived', async () => {
    expect(await failureOf(source().readWhole({ key: 'b' }, signal))).toBe('recording_not_found recording_not_found');
    expect(await failureOf(source().describe({ key: 'b' }))).toBe('recording_not_found recording_not_found');
    expect(await failureOf(source().readWhole({ key: 'cold' }, signal))).toBe('recording_archived recording_archived');
  });

  it('reads the version that it is asked for, whichever is the latest, and the latest otherwise', async () => {
    const putVersion = (Body: string) => s3.send(new PutObjectCommand({ Bucket: VERSIONED, Key: 'a', Body }));
    const [first, second] = [await putVersion('the first'), await putVersion('the second, longer')];
    const versioned = sourceOf(VERSIONED);
    for (const [{ VersionId, ETag = '' }, text] of [
      [first, 'the first'],
      [second, 'the second, longer'],
      [{ ...second, VersionId: undefined }, 'the second, longer'],
    ] as const) {
      const object = { key: 'a', ...(VersionId && { versionId: VersionId }) };
      expect(await versioned.describe(object)).toEqual({ ok: true, value: { etag: ETag, sizeBytes: text.length } });
      const whole = await versioned.readWhole(object, signal);
      const part = await versioned.readPart(object, { start: 4, end: text.length - 1, etag: ETag }, signal);
      if (!whole.ok || !part.ok) throw new Error('not read');
      expect(String(await collect(whole.value.body))).toBe(text);
      expect(String(await collect(part.value.body))).toBe(text.slice(4));
    }
    const gone = { key: 'a', versionId: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' };
    expect(await failureOf(versioned.readWhole(gone, signal))).toBe('recording_not_found recording_not_found');
  });

  it('calls a refused bucket our own fault', async () => {
    const broken = sourceOf('no-such-bucket');
    expect(await failureOf(broken.readWhole({ key: 'a' }, signal))).toBe('internal_error s3_not_found');
  });
});

describe('a connection to the bucket', () => {
  let bucket: Server;
  let behave: (response: import('node:http').ServerResponse) => void;
  let openConnections = 0;
  let fromBucket: ReturnType<typeof s3MediaSource>;
  const allClosed = () =>
    until(
      () => openConnections,
      open => open === 0,
    );

  beforeAll(async () => {
    bucket = createServer((_, response) => {
      response.writeHead(200, { ETag: '"e"', 'Content-Length': 1_000_000 });
      behave(response);
    });
    bucket.on('connection', socket => {
      openConnections += 1;
      socket.on('close', () => {
        openConnections -= 1;
      });
    });
    await new Promise<void>(resolve => bucket.listen(0, '127.0.0.1', resolve));
    const client = mediaBucketClient({
      region: 'us-east-1',
      answerTimeoutMs: TIMEOUT_MS,
      endpoint: `http://127.0.0.1:${(bucket.address() as AddressInfo).port}`,
      forcePathStyle: true,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    fromBucket = s3MediaSource({ client, bucket: BUCKET, stallLimitMs: TIMEOUT_MS });
  });
  afterAll(() => {
    bucket.closeAllConnections();
    bucket.close();
  });

  it.each<[string, typeof behave]>([
    ['is reset in the middle', response => response.write('part', () => response.socket?.resetAndDestroy())],
    ['ends early', response => response.write('part', () => response.socket?.end())],
    ['falls silent in the middle', response => response.write('part')],
    ['is silent from the start', response => response.flushHeaders()],
  ])('that %s makes the reading of a body throw, and is closed', async (_, behaviour) => {
    behave = behaviour;
    const read = await fromBucket.readWhole({ key: 'a' }, signal);
    if (!read.ok) throw new Error(read.error.reason);
    await expect(collect(read.value.body)).rejects.toThrow();
    await allClosed();
  });

  it('outlives a reader who pauses for longer than the bucket may be silent', async () => {
    behave = response => response.end(Buffer.alloc(1_000_000));
    const read = await fromBucket.readWhole({ key: 'a' }, signal);
    if (!read.ok) throw new Error(read.error.reason);
    let readBytes = 0;
    for await (const chunk of read.value.body) {
      if (readBytes === 0) await pause(3 * TIMEOUT_MS);
      readBytes += chunk.length;
    }
    expect(readBytes).toBe(1_000_000);
  });

  it('that gives more than was asked for lets none of that out, and is closed', async () => {
    behave = response => response.write(Buffer.alloc(100_000));
    const read = await fromBucket.readPart({ key: 'a' }, { start: 0, end: 9, etag: '"e"' }, signal);
    if (!read.ok) throw new Error(read.error.reason);
    let passedBytes = 0;
    const reading = async () => {
      for await (const chunk of exactBytes(read.value.body, 10)) passedBytes += chunk.length;
    };
    await expect(reading()).rejects.toThrow('of 10 bytes');
    expect(passedBytes).toBe(0);
    await allClosed();
  });

  it('is closed at once when the listener is gone', async () => {
    behave = response => response.write(Buffer.alloc(100_000));
    const gone = new AbortController();
    const read = await fromBucket.readWhole({ key: 'a' }, gone.signal);
    if (!read.ok) throw new Error(read.error.reason);
    const reading = collect(read.value.body);
    gone.abort();
    await expect(reading).rejects.toThrow('the client is gone');
    await allClosed();
  });

  it('is closed at once when nobody reads on', async () => {
    behave = response => response.write(Buffer.alloc(100_000));
    const read = await fromBucket.readWhole({ key: 'a' }, signal);
    if (!read.ok) throw new Error(read.error.reason);
    for await (const _ of read.value.body) break;
    await allClosed();
  });
});
