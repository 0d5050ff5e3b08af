import { Readable } from 'node:stream';
import { GetObjectCommand, NoSuchKey, S3, S3ServiceException } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { s3RecordingStore } from '../../../../../lambda/adapters/s3/s3-recording-store.ts';
import type { RecordingSid } from '../../../../../lambda/domain/shared/recording-sid.ts';

const ACCOUNT = `AC${'0'.repeat(32)}`;
const SID = `RE${'1'.repeat(32)}` as RecordingSid;
const PLAIN = `${ACCOUNT}/${SID}`;
const WAV = `${ACCOUNT}/${SID}.wav`;

const client = new S3({ region: 'eu-central-1' });
const s3 = mockClient(client);
beforeEach(() => s3.reset());

const store = s3RecordingStore({
  client,
  bucket: 'recordings',
  accountSid: ACCOUNT,
  objectKeys: ['{accountSid}/{recordingSid}', '{accountSid}/{recordingSid}.wav'],
  otherObjectKeys: ['calls-2024/{accountSid}/{recordingSid}'],
});
const locate = () => store.locate(SID, new AbortController().signal);

const absent = () => new NoSuchKey({ $metadata: { httpStatusCode: 404 }, message: '' });
const refused = (name: string, httpStatusCode: number) =>
  new S3ServiceException({ name, $fault: 'client', $metadata: { httpStatusCode } });
const found = (changes: object = {}) => ({
  ETag: '"abc"',
  ContentRange: 'bytes 0-1444/48044',
  Body: Readable.from([Buffer.from('RIFFsizeWAVE')]) as never,
  ...changes,
});
const described = { etag: '"abc"', sizeBytes: 48_044, contentType: 'audio/wav' };

describe('the recording store', () => {
  test('fills the templates and asks for the first bytes under every key at the same time', async () => {
    let open = 0;
    let mostOpen = 0;
    s3.on(GetObjectCommand).callsFake(async () => {
      mostOpen = Math.max(mostOpen, ++open);
      await new Promise(setImmediate);
      open--;
      throw absent();
    });
    await locate();
    expect(mostOpen).toBe(2);
    expect(s3.commandCalls(GetObjectCommand).map(call => call.args[0].input)).toEqual([
      { Bucket: 'recordings', Key: PLAIN, Range: 'bytes=0-1444' },
      { Bucket: 'recordings', Key: WAV, Range: 'bytes=0-1444' },
    ]);
  });

  test.each([PLAIN, WAV, `calls-2024/${PLAIN}`])('asks only for the key %s when it is asked for it', async key => {
    s3.on(GetObjectCommand).callsFake(async () => found());
    const signal = new AbortController().signal;
    expect(await store.locate(SID, signal, key)).toMatchObject({ ok: true, value: { key } });
    expect(s3.commandCalls(GetObjectCommand).map(call => call.args[0].input.Key)).toEqual([key]);
  });

  test.each([`${ACCOUNT}/RE${'9'.repeat(32)}`, `AC${'9'.repeat(32)}/${SID}`, `calls-2023/${PLAIN}`, `/${PLAIN}`, ''])(
    'fails for the key %j, which is not a configured key of this recording, and asks S3 for nothing',
    async key => {
      const located = await store.locate(SID, new AbortController().signal, key);
      expect(located).toMatchObject({ error: { code: 'internal_error', reason: 'object_key_not_configured' } });
      expect(s3.commandCalls(GetObjectCommand)).toEqual([]);
    },
  );

  test('does not pin the version "null" of objects from before versioning', async () => {
    s3.on(GetObjectCommand).callsFake(async () => found({ VersionId: 'null' }));
    expect(await locate()).toEqual({ ok: true, value: { key: PLAIN, ...described } });
  });

  test.each([
    ['AccessDenied', 403, 'internal_error', 's3_access_denied'],
    ['PermanentRedirect', 301, 'internal_error', 's3_wrong_region'],
    ['NoSuchBucket', 404, 'internal_error', 's3_not_found'],
    ['SlowDown', 503, 'unavailable', 's3_throttled'],
    ['InternalError', 500, 'unavailable', 's3_failed'],
  ])('fails on %s with %s %s, also when a later key exists', async (name, status, code, reason) => {
    s3.on(GetObjectCommand, { Key: PLAIN }).rejects(refused(name, status));
    s3.on(GetObjectCommand, { Key: WAV }).callsFake(async () => found());
    expect(await locate()).toMatchObject({ ok: false, error: { code, reason } });
  });

  test('finds a recording when only a later key fails', async () => {
    s3.on(GetObjectCommand, { Key: PLAIN }).callsFake(async () => found());
    s3.on(GetObjectCommand, { Key: WAV }).rejects(refused('SlowDown', 503));
    expect(await locate()).toMatchObject({ ok: true, value: { key: PLAIN } });
  });

  test.each([
    ['no entity tag', { ETag: undefined }],
    ['no range', { ContentRange: undefined }],
    ['another range', { ContentRange: 'bytes 1-1445/48044' }],
    ['no size', { ContentRange: 'bytes 0-1444/*' }],
    ['no body', { Body: undefined }],
  ])('is unavailable when the answer has %s', async (_, changes) => {
    s3.on(GetObjectCommand).callsFake(async () => found(changes));
    expect(await locate()).toMatchObject({ ok: false, error: { code: 'unavailable', reason: 's3_answer_unreadable' } });
  });

  test.each(['GLACIER', 'DEEP_ARCHIVE', 'INTELLIGENT_TIERING'])(
    'reports an object of class %s as archived when S3 says so',
    async StorageClass => {
      s3.on(GetObjectCommand).rejects(Object.assign(refused('InvalidObjectState', 403), { StorageClass }));
      expect(await locate()).toEqual({ ok: true, value: { key: PLAIN, archived: true } });
    },
  );
});
