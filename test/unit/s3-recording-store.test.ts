import { HeadObjectCommand, NotFound, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { s3RecordingStore } from '../../lambda/adapters/s3/s3-recording-store.ts';
import type { RecordingSid } from '../../lambda/domain/shared/recording-sid.ts';

const ACCOUNT = `AC${'0'.repeat(32)}`;
const SID = `RE${'1'.repeat(32)}` as RecordingSid;
const PLAIN = `${ACCOUNT}/${SID}`;
const WAV = `${ACCOUNT}/${SID}.wav`;

const s3 = mockClient(S3Client);
beforeEach(() => s3.reset());

const store = s3RecordingStore({
  client: s3 as unknown as S3Client,
  bucket: 'recordings',
  accountSid: ACCOUNT,
  objectKeys: ['{accountSid}/{recordingSid}', '{accountSid}/{recordingSid}.wav'],
});

const absent = () => new NotFound({ $metadata: { httpStatusCode: 404 }, message: '' });
const refused = (name: string, httpStatusCode: number) =>
  new S3ServiceException({ name, $fault: 'client', $metadata: { httpStatusCode } });
const found = { ETag: '"abc"', ContentLength: 48_044 };

describe('the recording store', () => {
  it('fills the templates and asks for every key at the same time', async () => {
    let open = 0;
    let mostOpen = 0;
    s3.on(HeadObjectCommand).callsFake(async () => {
      mostOpen = Math.max(mostOpen, ++open);
      await new Promise(setImmediate);
      open--;
      throw absent();
    });
    await store.locate(SID);
    expect(mostOpen).toBe(2);
    expect(s3.commandCalls(HeadObjectCommand).map(call => call.args[0].input)).toEqual([
      { Bucket: 'recordings', Key: PLAIN },
      { Bucket: 'recordings', Key: WAV },
    ]);
  });

  it('says what it found, with the version where there is one', async () => {
    s3.on(HeadObjectCommand, { Key: PLAIN }).rejects(absent());
    s3.on(HeadObjectCommand, { Key: WAV }).resolves({ ...found, VersionId: 'v1' });
    expect(await store.locate(SID)).toEqual({
      ok: true,
      value: { key: WAV, versionId: 'v1', etag: '"abc"', sizeBytes: 48_044, archived: false },
    });
  });

  it('prefers the earlier template when both exist, and does not pin the version "null"', async () => {
    s3.on(HeadObjectCommand).resolves({ ...found, VersionId: 'null' });
    expect(await store.locate(SID)).toEqual({
      ok: true,
      value: { key: PLAIN, etag: '"abc"', sizeBytes: 48_044, archived: false },
    });
  });

  it('answers with nothing when no key exists', async () => {
    s3.on(HeadObjectCommand).rejects(absent());
    expect(await store.locate(SID)).toEqual({ ok: true, value: undefined });
  });

  it.each([
    ['AccessDenied', 403, 'internal_error', 's3_access_denied'],
    ['PermanentRedirect', 301, 'internal_error', 's3_wrong_region'],
    ['SlowDown', 503, 'unavailable', 's3_throttled'],
    ['InternalError', 500, 'unavailable', 's3_failed'],
  ])('fails on %s with %s %s, also when a later key exists', async (name, status, code, reason) => {
    s3.on(HeadObjectCommand, { Key: PLAIN }).rejects(refused(name, status));
    s3.on(HeadObjectCommand, { Key: WAV }).resolves(found);
    expect(await store.locate(SID)).toMatchObject({ ok: false, error: { code, reason } });
  });

  it('does not mind a failing key behind one that was found', async () => {
    s3.on(HeadObjectCommand, { Key: PLAIN }).resolves(found);
    s3.on(HeadObjectCommand, { Key: WAV }).rejects(refused('SlowDown', 503));
    expect(await store.locate(SID)).toMatchObject({ ok: true, value: { key: PLAIN } });
  });

  it.each([
    ['GLACIER', undefined, undefined, true],
    ['DEEP_ARCHIVE', undefined, undefined, true],
    ['GLACIER', undefined, 'ongoing-request="true"', true],
    ['GLACIER', undefined, 'ongoing-request="false", expiry-date="Fri, 21 Dec 2029 00:00:00 GMT"', false],
    ['INTELLIGENT_TIERING', 'ARCHIVE_ACCESS', undefined, true],
    ['INTELLIGENT_TIERING', 'DEEP_ARCHIVE_ACCESS', 'ongoing-request="true"', true],
    ['INTELLIGENT_TIERING', undefined, undefined, false],
    ['GLACIER_IR', undefined, undefined, false],
    ['STANDARD_IA', undefined, undefined, false],
    [undefined, undefined, undefined, false],
  ] as const)('storage class %s, archive status %s, restore %s: archived is %s', async (...row) => {
    const [StorageClass, ArchiveStatus, Restore, archived] = row;
    s3.on(HeadObjectCommand).resolves({
      ...found,
      ...(StorageClass && { StorageClass }),
      ...(ArchiveStatus && { ArchiveStatus }),
      ...(Restore && { Restore }),
    });
    expect(await store.locate(SID)).toMatchObject({ ok: true, value: { archived } });
  });
});
