import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AwsEndpoint } from '../../local/aws/endpoint/endpoint.ts';
import { BUCKET, clientsOf, outcomeOf, startEndpoint } from '../support/aws-endpoint.ts';

/** A bucket that locks new objects, and one where each upload can ask for a lock. */
const LOCKED = 'locked';
const LOCKABLE = 'lockable';

let endpoint: AwsEndpoint;
let dataDir: string;
let s3: S3Client;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 's3-emulator-'));
  endpoint = await startEndpoint(
    {},
    {
      dataDir,
      buckets: [
        { bucketName: BUCKET },
        { bucketName: LOCKED, versioned: true, defaultRetention: { mode: 'GOVERNANCE', days: 1 } },
        { bucketName: LOCKABLE, versioned: true, objectLock: true },
      ],
    },
  );
  s3 = clientsOf(endpoint).s3;
});
afterAll(async () => {
  await endpoint.close();
  await rm(dataDir, { recursive: true });
});

const put = (Key: string, Body: NonNullable<PutObjectCommand['input']['Body']>, more: object = {}) =>
  s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body, ...more }));
const text = async (Key: string) =>
  (await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key }))).Body?.transformToString();
const files = async () => (await readdir(join(dataDir, 's3', BUCKET))).length;

describe('an upload', () => {
  test.each<[string, string]>([
    ['plain characters', 'AC1/RE1'],
    ['spaces and signs', "a b+c&d=e'(f)*!~@$,;:"],
    ['other scripts', 'größe/録音/🎧'],
    ['a percent sign', '100%25/x'],
    ['dots and empty parts', 'a//.b/c../'],
  ])('under a key with %s can be read under the same key', async (_, key) => {
    await put(key, key);
    expect(await text(key)).toBe(key);
    const link = await getSignedUrl(s3, new GetObjectCommand({ Bucket: BUCKET, Key: key }));
    expect(await (await fetch(link)).text()).toBe(key);
  });

  test('answers with the MD5 as ETag', async () => {
    expect((await put('a', 'content')).ETag).toBe(`"${createHash('md5').update('content').digest('hex')}"`);
  });

  test('may be a stream in chunks with a checksum at the end', async () => {
    const pieces = [
      Buffer.alloc(70_000, 1),
      Buffer.from('\r\n0\r\n\r\n'),
      Buffer.alloc(1, 2),
      Buffer.alloc(100_000, 3),
    ];
    const whole = Buffer.concat(pieces);
    await put('stream', Readable.from(pieces), { ContentLength: whole.length });
    const back = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'stream' }));
    expect(Buffer.from((await back.Body?.transformToByteArray()) ?? []).equals(whole)).toBe(true);
    expect(back.ContentEncoding).toBeUndefined();
  });

  test.each(['CRC32', 'SHA256'] as const)('is checked against its %s', async ChecksumAlgorithm => {
    expect(await outcomeOf(put('sum', 'content', { ChecksumAlgorithm }))).toBe('ok');
    expect(await outcomeOf(put('sum', Readable.from(['content']), { ChecksumAlgorithm, ContentLength: 7 }))).toBe('ok');
    const wrong = { [`Checksum${ChecksumAlgorithm}`]: Buffer.from('wrong').toString('base64') };
    expect(await outcomeOf(put('sum', 'content', wrong))).toBe('BadDigest 400');
  });

  const md5 = createHash('md5').update('content').digest('base64');
  const sha256 = createHash('sha256').update('content').digest('base64');
  /** A client that adds no checksum by itself. */
  const plainClient = () =>
    new S3Client({
      endpoint: endpoint.url,
      region: 'us-east-1',
      credentials: endpoint.admin,
      maxAttempts: 1,
      requestChecksumCalculation: 'WHEN_REQUIRED',
    });

  test.each<[string, string, object]>([
    ['without a checksum', 'InvalidRequest 400', {}],
    ['with a checksum whose algorithm is not named', 'InvalidRequest 400', { ChecksumSHA256: sha256 }],
    ['with a checksum of a named algorithm', 'ok', { ChecksumAlgorithm: 'SHA256' }],
    ['with an MD5', 'ok', { ContentMD5: md5 }],
    ['with a wrong MD5', 'BadDigest 400', { ContentMD5: createHash('md5').digest('base64') }],
  ])('that is to be locked, %s: %s', async (_, outcome, more) => {
    const input = { Key: 'locked', Body: 'content', ...more };
    const plain = plainClient();
    expect(await outcomeOf(plain.send(new PutObjectCommand({ ...input, Bucket: LOCKED })))).toBe(outcome);
    const hold = { ...input, Bucket: LOCKABLE, ObjectLockLegalHoldStatus: 'OFF' as const };
    expect(await outcomeOf(plain.send(new PutObjectCommand(hold)))).toBe(outcome);
    plain.destroy();
  });

  test('with the name of an algorithm and no checksum is refused', async () => {
    const forgetful = plainClient();
    forgetful.middlewareStack.add(
      next => args => {
        delete (args.request as { headers: Record<string, string> }).headers['x-amz-checksum-sha256'];
        return next(args);
      },
      { step: 'build', priority: 'low' },
    );
    const input = { Bucket: BUCKET, Key: 'named', Body: 'x', ChecksumAlgorithm: 'SHA256' as const };
    expect(await outcomeOf(forgetful.send(new PutObjectCommand(input)))).toBe('InvalidRequest 400');
    forgetful.destroy();
  });

  test('with an unsupported checksum gets NotImplemented', async () => {
    const ChecksumCRC64NVME = Buffer.alloc(8).toString('base64');
    expect(await outcomeOf(put('crc64', 'content', { ChecksumCRC64NVME }))).toBe('NotImplemented 501');
  });

  test('is refused with a wrong MD5, and stores nothing', async () => {
    const before = await files();
    expect(await outcomeOf(put('md5', 'content', { ContentMD5: createHash('md5').update('x').digest('base64') }))).toBe(
      'BadDigest 400',
    );
    expect([await outcomeOf(text('md5')), await files()]).toEqual(['NoSuchKey 404', before]);
  });

  test('without a content type gets binary/octet-stream', async () => {
    const link = await getSignedUrl(s3, new PutObjectCommand({ Bucket: BUCKET, Key: 'untyped' }));
    expect((await fetch(link, { method: 'PUT', body: Buffer.from('x') })).status).toBe(200);
    expect((await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'untyped' }))).ContentType).toBe(
      'binary/octet-stream',
    );
  });

  test('replaces the former object and its file', async () => {
    await put('again', 'one');
    const before = await files();
    await put('again', 'two');
    expect([await text('again'), await files()]).toEqual(['two', before]);
  });

  test('on the condition that the key is free succeeds for exactly one of five', async () => {
    const tries = await Promise.all([1, 2, 3, 4, 5].map(n => outcomeOf(put('once', `${n}`, { IfNoneMatch: '*' }))));
    expect(tries.sort()).toEqual([...Array(4).fill('PreconditionFailed 412'), 'ok']);
    await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'once' }));
    expect(await outcomeOf(put('once', 'new', { IfNoneMatch: '*' }))).toBe('ok');
  });
});

describe('a deletion', () => {
  test('takes the object and its file; of nothing, it succeeds', async () => {
    const before = await files();
    await put('gone', 'x');
    const remove = () => outcomeOf(s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'gone' })));
    expect([await remove(), await remove(), await outcomeOf(text('gone')), await files()]).toEqual([
      'ok',
      'ok',
      'NoSuchKey 404',
      before,
    ]);
  });
});
