import { PutObjectCommand, type PutObjectCommandInput, RestoreObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { s3RecordingStore } from '../../lambda/adapters/s3/s3-recording-store.ts';
import { signedS3 } from '../../lambda/adapters/s3/signed-s3.ts';
import { SIGNATURE_BYTES } from '../../lambda/domain/shared/audio-content-type.ts';
import type { RecordingSid } from '../../lambda/domain/shared/recording-sid.ts';
import type { AwsEndpoint } from '../../local/aws/endpoint/endpoint.ts';
import { connectionTo } from '../support/aws-connection.ts';
import { BUCKET, clientsOf, startEndpoint } from '../support/aws-endpoint.ts';
import { isPending } from '../support/deferred.ts';
import { freshSid } from '../support/recording-sid.ts';
import { encryptedVector } from '../support/vectors.ts';
import { waveBytes } from '../support/wav.ts';

const VERSIONED = 'recordings-with-versions';
const ACCOUNT = `AC${'0'.repeat(32)}`;
/** Short, for some tests wait it out. */
const TIMEOUT_MS = 300;
const { signal } = new AbortController();

let endpoint: AwsEndpoint;
let s3: S3Client;

const storeClient = (at: AwsEndpoint) => signedS3(connectionTo(at.url, at.admin, TIMEOUT_MS));

beforeAll(async () => {
  endpoint = await startEndpoint({}, { buckets: [{ bucketName: BUCKET }, { bucketName: VERSIONED, versioned: true }] });
  s3 = clientsOf(endpoint).s3;
});
afterEach(() => fetch(`${endpoint.url}/__faults`, { method: 'DELETE' }));
afterAll(async () => {
  s3.destroy();
  await endpoint.close();
});

let serial = 0;
const newSid = () => freshSid(`recording store ${++serial}`) as RecordingSid;
const plainKey = (sid: string) => `${ACCOUNT}/${sid}`;
const wavKey = (sid: string) => `${ACCOUNT}/${sid}.wav`;
const put = (Key: string, Body: Uint8Array, more: Partial<PutObjectCommandInput> = {}) =>
  s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body, ...more }));
const storeOf = (bucket = BUCKET) =>
  s3RecordingStore({
    client: storeClient(endpoint),
    bucket,
    accountSid: ACCOUNT,
    objectKeys: ['{accountSid}/{recordingSid}', '{accountSid}/{recordingSid}.wav'],
    otherObjectKeys: ['calls-2024/{recordingSid}'],
  });
const locate = (sid: RecordingSid, bucket = BUCKET) => storeOf(bucket).locate(sid, signal);
const failS3 = (fault: string, count = 1) =>
  fetch(`${endpoint.url}/__faults`, {
    method: 'POST',
    body: JSON.stringify({ service: 's3', operation: 'GetObject', fault, count }),
  });

describe('the recording store', () => {
  test.each([12, 44, SIGNATURE_BYTES - 1, SIGNATURE_BYTES, SIGNATURE_BYTES + 1, 1_000_000])(
    'describes a WAV file of %i bytes',
    async sizeBytes => {
      const sid = newSid();
      const { ETag: etag } = await put(plainKey(sid), waveBytes(sizeBytes));
      const value = { key: plainKey(sid), etag, sizeBytes, contentType: 'audio/wav' };
      expect(await locate(sid)).toEqual({ ok: true, value });
    },
  );

  test('describes an MP3 file', async () => {
    const sid = newSid();
    await put(plainKey(sid), Buffer.from('ID3\x04\x00\x00\x00\x00\x02\x01TSSE', 'latin1'));
    expect(await locate(sid)).toMatchObject({ ok: true, value: { contentType: 'audio/mpeg', sizeBytes: 14 } });
  });

  test.each([
    ['one byte', Buffer.of(1)],
    ['a ciphertext', encryptedVector('unaligned').object],
  ])('finds %s, and gives it no content type', async (_, bytes) => {
    const sid = newSid();
    // The stored content type is not used: whoever stored the object could choose it.
    const { ETag: etag } = await put(plainKey(sid), bytes, { ContentType: 'audio/wav' });
    expect(await locate(sid)).toEqual({ ok: true, value: { key: plainKey(sid), etag, sizeBytes: bytes.length } });
  });

  test('describes an empty object', async () => {
    const sid = newSid();
    await put(plainKey(sid), Buffer.alloc(0));
    expect(await locate(sid)).toEqual({ ok: true, value: { key: plainKey(sid), etag: '', sizeBytes: 0 } });
  });

  test('finds a recording under a later key, prefers an earlier key, and returns undefined when there is none', async () => {
    const sid = newSid();
    expect(await locate(sid)).toEqual({ ok: true, value: undefined });
    await put(wavKey(sid), waveBytes(44));
    expect(await locate(sid)).toMatchObject({ ok: true, value: { key: wavKey(sid) } });
    await put(plainKey(sid), waveBytes(44));
    expect(await locate(sid)).toMatchObject({ ok: true, value: { key: plainKey(sid) } });
  });

  test('finds a recording under another configured key only when it is asked for by this key', async () => {
    const sid = newSid();
    const otherKey = `calls-2024/${sid}`;
    await put(otherKey, waveBytes(44));
    expect(await locate(sid)).toEqual({ ok: true, value: undefined });
    expect(await storeOf().locate(sid, signal, otherKey)).toMatchObject({ ok: true, value: { key: otherKey } });
    await put(plainKey(sid), waveBytes(44));
    expect(await storeOf().locate(sid, signal, wavKey(sid))).toEqual({ ok: true, value: undefined });
  });

  test('returns the latest version in a versioned bucket', async () => {
    const sid = newSid();
    await put(plainKey(sid), waveBytes(44), { Bucket: VERSIONED });
    const { VersionId } = await put(plainKey(sid), waveBytes(48), { Bucket: VERSIONED });
    expect(VersionId).toMatch(/\w/);
    expect(await locate(sid, VERSIONED)).toMatchObject({ ok: true, value: { versionId: VersionId, sizeBytes: 48 } });
  });

  test('distinguishes an archived object from a restored one', async () => {
    const sid = newSid();
    await put(plainKey(sid), waveBytes(44), { StorageClass: 'DEEP_ARCHIVE' });
    const archived = { ok: true, value: { key: plainKey(sid), archived: true } };
    expect(await locate(sid)).toEqual(archived);
    const restore = (Tier: 'Bulk' | 'Expedited') =>
      s3.send(
        new RestoreObjectCommand({
          Bucket: BUCKET,
          Key: plainKey(sid),
          RestoreRequest: { Days: 1, GlacierJobParameters: { Tier } },
        }),
      );
    await restore('Bulk');
    expect(await locate(sid)).toEqual(archived);
  });

  test('describes an archived object that was restored', async () => {
    const sid = newSid();
    await put(plainKey(sid), waveBytes(44), { StorageClass: 'GLACIER' });
    const RestoreRequest = { Days: 1, GlacierJobParameters: { Tier: 'Expedited' as const } };
    await s3.send(new RestoreObjectCommand({ Bucket: BUCKET, Key: plainKey(sid), RestoreRequest }));
    expect(await locate(sid)).toMatchObject({ ok: true, value: { sizeBytes: 44, contentType: 'audio/wav' } });
  });

  test.each([
    ['throttle', 's3_throttled'],
    ['error', 's3_failed'],
    ['reset', 's3_unreachable'],
    ['timeout', 's3_timeout'],
    ['cut', 's3_unreachable'],
    ['stall', 's3_'],
  ])('fails with unavailable when S3 answers with %s, although a later key exists', async (fault, reason) => {
    const sid = newSid();
    await put(plainKey(sid), waveBytes(44));
    await put(wavKey(sid), waveBytes(44));
    await failS3(fault, 4);
    expect(await locate(sid)).toMatchObject({
      ok: false,
      error: { code: 'unavailable', reason: expect.stringContaining(reason) },
    });
  });

  test('fails with internal_error, not recording_not_found, when the bucket does not exist', async () => {
    const located = await locate(newSid(), 'no-such-bucket');
    expect(located).toMatchObject({ ok: false, error: { code: 'internal_error', reason: 's3_not_found' } });
  });

  test.each(['timeout', 'stall'])('returns at once when it is aborted while S3 answers with %s', async fault => {
    const sid = newSid();
    await put(plainKey(sid), waveBytes(44));
    await failS3(fault, 2);
    const lookup = new AbortController();
    const options = {
      client: signedS3(connectionTo(endpoint.url, endpoint.admin)),
      bucket: BUCKET,
      accountSid: ACCOUNT,
      objectKeys: ['{accountSid}/{recordingSid}'],
      otherObjectKeys: [],
    };
    const locating = s3RecordingStore(options).locate(sid, lookup.signal);
    expect(await isPending(locating)).toBe(true);
    lookup.abort();
    expect(await locating).toMatchObject({ ok: false });
  });
});
