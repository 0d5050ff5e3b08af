import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  RestoreObjectCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AwsEndpoint } from '../../local/aws/endpoint/endpoint.ts';
import { BUCKET, clientsOf, outcomeOf, startEndpoint } from '../support/aws-endpoint.ts';

const VERSIONED = 'versioned';

let endpoint: AwsEndpoint;
let s3: ReturnType<typeof clientsOf>['s3'];

beforeAll(async () => {
  endpoint = await startEndpoint({}, { buckets: [{ bucketName: BUCKET }, { bucketName: VERSIONED, versioned: true }] });
  s3 = clientsOf(endpoint).s3;
});
afterAll(() => endpoint.close());

describe('a version', () => {
  test('can be read after it was replaced and deleted', async () => {
    const put = async (Body: string) =>
      (await s3.send(new PutObjectCommand({ Bucket: VERSIONED, Key: 'v', Body }))).VersionId;
    const [first, second] = [await put('one'), await put('two')];
    const read = async (VersionId?: string) =>
      (
        await s3.send(new GetObjectCommand({ Bucket: VERSIONED, Key: 'v', ...(VersionId && { VersionId }) }))
      ).Body?.transformToString();
    expect([await read(first), await read(second), await read()]).toEqual(['one', 'two', 'two']);
    expect((await s3.send(new HeadObjectCommand({ Bucket: VERSIONED, Key: 'v' }))).VersionId).toBe(second);

    const deleted = await s3.send(new DeleteObjectCommand({ Bucket: VERSIONED, Key: 'v' }));
    expect([deleted.DeleteMarker, await outcomeOf(read()), await read(first)]).toEqual([true, 'NoSuchKey 404', 'one']);
    expect(await outcomeOf(read(deleted.VersionId))).toBe('MethodNotAllowed 405');

    await s3.send(new DeleteObjectCommand({ Bucket: VERSIONED, Key: 'v', VersionId: deleted.VersionId }));
    expect(await read()).toBe('two');
    await s3.send(new DeleteObjectCommand({ Bucket: VERSIONED, Key: 'v', VersionId: first }));
    expect(await outcomeOf(read(first))).toBe('NoSuchVersion 404');
  });
});

describe('an archived object', () => {
  test('can be described, not read, until it is restored', async () => {
    const input = { Bucket: BUCKET, Key: 'cold' };
    const head = () => s3.send(new HeadObjectCommand(input));
    const get = () => outcomeOf(s3.send(new GetObjectCommand(input)));
    const restore = (Tier: 'Bulk' | 'Expedited') =>
      s3.send(new RestoreObjectCommand({ ...input, RestoreRequest: { Days: 1, GlacierJobParameters: { Tier } } }));

    await s3.send(new PutObjectCommand({ ...input, Body: 'old', StorageClass: 'GLACIER' }));
    expect([(await head()).StorageClass, (await head()).Restore, await get()]).toEqual([
      'GLACIER',
      undefined,
      'InvalidObjectState 403',
    ]);
    await restore('Bulk');
    expect([(await head()).Restore, await get()]).toEqual(['ongoing-request="true"', 'InvalidObjectState 403']);
    await restore('Expedited');
    expect((await head()).Restore).toMatch(/^ongoing-request="false", expiry-date=".* GMT"$/);
    expect(await get()).toBe('ok');
  });
});
