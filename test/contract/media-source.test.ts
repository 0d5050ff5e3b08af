import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { awsClientSettings } from '../../lambda/adapters/aws-client-settings.ts';
import { s3MediaSource } from '../../lambda/adapters/s3-media-source.ts';
import type { AwsEndpoint } from '../../local/aws/endpoint.ts';
import { BUCKET, clientsOf, startEndpoint } from '../support/aws-endpoint.ts';
import { collect } from '../support/byte-stream.ts';
import { until } from '../support/until.ts';

const BYTES = Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 251));
const { signal } = new AbortController();

let endpoint: AwsEndpoint;
let s3: S3Client;
let etag: string;
const source = () => s3MediaSource(s3, BUCKET);
const put = (Key: string, more: object = {}) =>
  s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: BYTES, ...more }));

beforeAll(async () => {
  endpoint = await startEndpoint();
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

  it('calls a refused bucket our own fault', async () => {
    const broken = s3MediaSource(s3, 'no-such-bucket');
    expect(await failureOf(broken.readWhole({ key: 'a' }, signal))).toBe('internal_error s3_not_found');
  });
});

describe('a connection to the bucket', () => {
  let bucket: Server;
  let behave: (response: import('node:http').ServerResponse) => void;
  let openConnections = 0;
  let fromBucket: ReturnType<typeof s3MediaSource>;

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
    const client = new S3Client({
      ...awsClientSettings({ region: 'us-east-1', requestTimeoutMs: 300 }),
      endpoint: `http://127.0.0.1:${(bucket.address() as AddressInfo).port}`,
      forcePathStyle: true,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    fromBucket = s3MediaSource(client, BUCKET);
  });
  afterAll(() => {
    bucket.closeAllConnections();
    bucket.close();
  });

  it.each<[string, typeof behave]>([
    ['is reset', response => response.write('part', () => response.socket?.resetAndDestroy())],
    ['ends early', response => response.write('part', () => response.socket?.end())],
    ['falls silent', response => response.write('part')],
  ])('that %s in the middle of a body makes the reading throw', async (_, behaviour) => {
    behave = behaviour;
    const read = await fromBucket.readWhole({ key: 'a' }, signal);
    if (!read.ok) throw new Error(read.error.reason);
    await expect(collect(read.value.body)).rejects.toThrow();
  });

  it('is closed at once when the listener is gone', async () => {
    behave = response => response.write(Buffer.alloc(100_000));
    const gone = new AbortController();
    const read = await fromBucket.readWhole({ key: 'a' }, gone.signal);
    if (!read.ok) throw new Error(read.error.reason);
    const reading = collect(read.value.body);
    gone.abort();
    await expect(reading).rejects.toThrow('the client is gone');
    await until(
      () => openConnections,
      open => open === 0,
    );
  });

  it('is closed at once when nobody reads on', async () => {
    behave = response => response.write(Buffer.alloc(100_000));
    const read = await fromBucket.readWhole({ key: 'a' }, signal);
    if (!read.ok) throw new Error(read.error.reason);
    for await (const _ of read.value.body) break;
    await until(
      () => openConnections,
      open => open === 0,
    );
  });
});
