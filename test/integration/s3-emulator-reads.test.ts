import { createHash, randomBytes } from 'node:crypto';
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AwsEndpoint } from '../../local/aws/endpoint/endpoint.ts';
import { BUCKET, clientsOf, startEndpoint } from '../support/aws-endpoint.ts';

const BYTES = randomBytes(1000);
const ETAG = `"${createHash('md5').update(BYTES).digest('hex')}"`;
let endpoint: AwsEndpoint;
let s3: ReturnType<typeof clientsOf>['s3'];

beforeAll(async () => {
  endpoint = await startEndpoint(
    {},
    {
      buckets: [{ bucketName: BUCKET }],
    },
  );
  s3 = clientsOf(endpoint).s3;
  await s3.send(
    new PutObjectCommand({
      Bucket: BUCKET,
      Key: 'a',
      Body: BYTES,
      ContentType: 'audio/x-wav',
      Metadata: { call: '1' },
    }),
  );
  await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'empty', Body: Buffer.alloc(0) }));
});

afterAll(() => endpoint.close());

/** Sends GET or HEAD with any headers, by a presigned link. The SDK does not allow all of them. */
const ask = async (headers: Record<string, string>, options: { key?: string; method?: 'GET' | 'HEAD' } = {}) => {
  const input = { Bucket: BUCKET, Key: options.key ?? 'a' };
  const command = options.method === 'HEAD' ? new HeadObjectCommand(input) : new GetObjectCommand(input);
  const answer = await fetch(await getSignedUrl(s3, command as GetObjectCommand), {
    method: options.method ?? 'GET',
    headers,
  });
  return { status: answer.status, headers: answer.headers, body: Buffer.from(await answer.arrayBuffer()) };
};

describe('an object', () => {
  test('is returned completely, with its headers', async () => {
    const { status, headers, body } = await ask({});
    expect([status, body.equals(BYTES)]).toEqual([200, true]);
    expect(Object.fromEntries(headers)).toMatchObject({
      'accept-ranges': 'bytes',
      'content-length': '1000',
      'content-type': 'audio/x-wav',
      etag: ETAG,
      'last-modified': expect.stringMatching(/GMT$/),
      'x-amz-meta-call': '1',
      'x-amz-request-id': expect.stringMatching(/^[0-9A-F]{16}$/),
    });
    expect(headers.has('x-amz-version-id')).toBe(false);
  });

  test('gets the same headers for HEAD, without a body', async () => {
    const head = await s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'a' }));
    expect([head.ContentLength, head.ETag, head.ContentType, head.Metadata]).toEqual([
      1000,
      ETAG,
      'audio/x-wav',
      { call: '1' },
    ]);
  });

  test.each([
    ['ResponseContentType', 'ContentType', 'audio/wav'],
    ['ResponseContentDisposition', 'ContentDisposition', 'inline'],
    ['ResponseCacheControl', 'CacheControl', 'no-store'],
    ['ResponseContentLanguage', 'ContentLanguage', 'de'],
    ['ResponseContentEncoding', 'ContentEncoding', 'identity'],
  ] as const)('has a header that %s overrides', async (override, header, value) => {
    const answer = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'a', [override]: value }));
    expect(answer[header]).toBe(value);
  });
});

describe('a range', () => {
  test.each<[string, string, [number, number] | number]>([
    ['of some bytes', 'bytes=10-19', [10, 19]],
    ['of one byte', 'bytes=0-0', [0, 0]],
    ['of all bytes', 'bytes=0-999', [0, 999]],
    ['to the end', 'bytes=990-', [990, 999]],
    ['from the start on', 'bytes=0-', [0, 999]],
    ['beyond the end', 'bytes=990-5000', [990, 999]],
    ['of the last bytes', 'bytes=-10', [990, 999]],
    ['of more last bytes than there are', 'bytes=-5000', [0, 999]],
    ['that begins at the end', 'bytes=1000-', 416],
    ['that begins after the end', 'bytes=5000-6000', 416],
    ['of no last bytes', 'bytes=-0', 416],
    ['backwards', 'bytes=20-10', 200],
    ['in another unit', 'seconds=1-2', 200],
    ['of two parts', 'bytes=0-1,5-6', 200],
    ['without numbers', 'bytes=-', 200],
    ['with signs', 'bytes=+1-+2', 200],
    ['malformed', 'bytes=a-b', 200],
  ])('%s', async (_, Range, expected) => {
    for (const method of ['GET', 'HEAD'] as const) {
      const { status, headers, body } = await ask({ Range }, { method });
      if (typeof expected === 'number') {
        expect(status).toBe(expected);
        expect(headers.get('content-range')).toBe(expected === 416 ? 'bytes */1000' : null);
        continue;
      }
      const [first, last] = expected;
      expect([status, headers.get('content-range')]).toEqual([206, `bytes ${first}-${last}/1000`]);
      expect(headers.get('content-length')).toBe(String(last - first + 1));
      if (method === 'GET') expect(body.equals(BYTES.subarray(first, last + 1))).toBe(true);
    }
  });

  test('of an empty object cannot be satisfied', async () => {
    expect((await ask({ Range: 'bytes=0-' }, { key: 'empty' })).status).toBe(416);
    expect((await ask({}, { key: 'empty' })).status).toBe(200);
  });
});

describe('a condition', () => {
  const past = 'Mon, 01 Jan 2024 00:00:00 GMT';
  const future = 'Fri, 01 Jan 2100 00:00:00 GMT';
  test.each<[string, Record<string, string>, number]>([
    ['If-Match of the ETag', { 'If-Match': ETAG }, 200],
    ['If-Match of one of several', { 'If-Match': `"x", ${ETAG}` }, 200],
    ['If-Match of another', { 'If-Match': '"x"' }, 412],
    ['If-Match of anything', { 'If-Match': '*' }, 200],
    ['If-None-Match of the ETag', { 'If-None-Match': ETAG }, 304],
    ['If-None-Match of the weak ETag', { 'If-None-Match': `W/${ETAG}` }, 304],
    ['If-None-Match of another', { 'If-None-Match': '"x"' }, 200],
    ['If-Modified-Since long ago', { 'If-Modified-Since': past }, 200],
    ['If-Modified-Since later', { 'If-Modified-Since': future }, 304],
    ['If-Unmodified-Since long ago', { 'If-Unmodified-Since': past }, 412],
    ['If-Unmodified-Since later', { 'If-Unmodified-Since': future }, 200],
    ['If-Match before If-Unmodified-Since', { 'If-Match': ETAG, 'If-Unmodified-Since': past }, 200],
    ['If-None-Match before If-Modified-Since', { 'If-None-Match': '"x"', 'If-Modified-Since': future }, 200],
    ['If-Range of the ETag', { 'If-Range': ETAG, Range: 'bytes=0-1' }, 206],
    ['If-Range of another', { 'If-Range': '"x"', Range: 'bytes=0-1' }, 200],
    ['If-Range of another date', { 'If-Range': past, Range: 'bytes=0-1' }, 200],
  ])('%s', async (_, headers, status) => {
    expect((await ask(headers)).status).toBe(status);
  });

  test('If-Range of the date it was modified', async () => {
    const lastModified = (await ask({})).headers.get('last-modified') ?? '';
    expect((await ask({ 'If-Range': lastModified, Range: 'bytes=0-1' })).status).toBe(206);
  });
});
