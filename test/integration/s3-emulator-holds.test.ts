import {
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectLegalHoldCommand,
  GetObjectLockConfigurationCommand,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AwsEndpoint } from '../../local/aws/endpoint/endpoint.ts';
import { BUCKET, clientsOf, outcomeOf, startEndpoint } from '../support/aws-endpoint.ts';

/** A bucket with Object Lock, one that also locks each new object, and roles with parts of the permissions. */
const LOCKABLE = 'lockable';
const LOCKED = 'locked';
const ROLES = {
  Reader: [{ Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: '*' }],
  Holder: [{ Effect: 'Allow', Action: ['s3:PutObjectLegalHold'], Resource: `arn:aws:s3:::${LOCKABLE}/held` }],
};

let endpoint: AwsEndpoint;
let s3: S3Client;

beforeAll(async () => {
  endpoint = await startEndpoint(ROLES, {
    buckets: [
      { bucketName: BUCKET, versioned: true },
      { bucketName: LOCKABLE, versioned: true, objectLock: true },
      { bucketName: LOCKED, versioned: true, defaultRetention: { mode: 'GOVERNANCE', days: 1 } },
    ],
  });
  s3 = clientsOf(endpoint).s3;
});
afterAll(() => endpoint.close());

const put = async (Key: string, more: object = {}, client = s3) =>
  (await client.send(new PutObjectCommand({ Bucket: LOCKABLE, Key, Body: 'content', ...more }))).VersionId;
const hold = (Key: string, Status: 'ON' | 'OFF', more: object = {}, client = s3) =>
  client.send(new PutObjectLegalHoldCommand({ Bucket: LOCKABLE, Key, LegalHold: { Status }, ...more }));
const heldAs = async (Key: string, more: object = {}) =>
  (await s3.send(new GetObjectLegalHoldCommand({ Bucket: LOCKABLE, Key, ...more }))).LegalHold?.Status;
const remove = (Key: string, VersionId: string | undefined) =>
  s3.send(new DeleteObjectCommand({ Bucket: LOCKABLE, Key, VersionId, BypassGovernanceRetention: true }));

describe('a legal hold', () => {
  test('keeps its version, and no other, from deletion until it is lifted', async () => {
    const first = await put('held');
    const second = await put('held');
    await hold('held', 'ON', { VersionId: first });
    expect(await heldAs('held', { VersionId: first })).toBe('ON');
    expect(await outcomeOf(remove('held', first))).toBe('AccessDenied 403');
    expect(await outcomeOf(remove('held', second))).toBe('ok');
    await hold('held', 'OFF');
    expect(await outcomeOf(remove('held', first))).toBe('ok');
  });

  test.each([
    ['ON', 'AccessDenied 403'],
    ['OFF', 'ok'],
  ] as const)(
    'that came with the upload as %s lets a deletion with a bypass of governance end with: %s',
    async (status, outcome) => {
      const version = await put(`upload-${status}`, { ObjectLockLegalHoldStatus: status });
      expect(await heldAs(`upload-${status}`)).toBe(status);
      expect(await outcomeOf(remove(`upload-${status}`, version))).toBe(outcome);
    },
  );

  test('that was never set is no legal hold', async () => {
    await put('never');
    expect(await outcomeOf(heldAs('never'))).toBe('NoSuchObjectLockConfiguration 404');
  });

  test('of an object or a version that does not exist is refused', async () => {
    const version = await put('deleted');
    await s3.send(new DeleteObjectCommand({ Bucket: LOCKABLE, Key: 'deleted' }));
    expect(await outcomeOf(hold('absent', 'ON'))).toBe('NoSuchKey 404');
    expect(await outcomeOf(hold('deleted', 'ON'))).toBe('NoSuchKey 404');
    expect(await outcomeOf(hold('deleted', 'ON', { VersionId: 'x'.repeat(32) }))).toBe('NoSuchVersion 404');
    expect(await outcomeOf(hold('deleted', 'ON', { VersionId: version }))).toBe('ok');
  });

  test('cannot exist in a bucket without Object Lock', async () => {
    const Bucket = BUCKET;
    await put('plain', { Bucket });
    const calls = [
      hold('plain', 'ON', { Bucket }),
      heldAs('plain', { Bucket }),
      put('plain', { Bucket, ObjectLockLegalHoldStatus: 'ON' }),
    ];
    expect(await Promise.all(calls.map(outcomeOf))).toEqual(Array(3).fill('InvalidRequest 400'));
  });

  test('needs a checksum and a status', async () => {
    await put('strict');
    const careless = clientsOf(endpoint).s3;
    careless.middlewareStack.add(
      next => args => {
        const { headers } = args.request as { headers: Record<string, string> };
        for (const name of Object.keys(headers).filter(name => /checksum/.test(name))) delete headers[name];
        return next(args);
      },
      { step: 'build', priority: 'low' },
    );
    expect(await outcomeOf(hold('strict', 'ON', {}, careless))).toBe('InvalidRequest 400');
    expect(await outcomeOf(hold('strict', 'MAYBE' as 'ON'))).toBe('MalformedXML 400');
    expect(await outcomeOf(heldAs('strict'))).toBe('NoSuchObjectLockConfiguration 404');
    careless.destroy();
  });

  test('needs the permission for exactly its object, and so does an upload that sets one', async () => {
    await put('held');
    await put('other');
    const [holder, reader] = [clientsOf(endpoint, 'Holder').s3, clientsOf(endpoint, 'Reader').s3];
    const calls = [
      hold('held', 'ON', {}, holder),
      hold('other', 'ON', {}, holder),
      hold('held', 'OFF', {}, reader),
      put('held', {}, reader),
      put('held', { ObjectLockLegalHoldStatus: 'ON' }, reader),
    ];
    const refused = 'AccessDenied 403';
    expect(await Promise.all(calls.map(outcomeOf))).toEqual(['ok', refused, refused, 'ok', refused]);
  });

  test('and a retention are shown only to a caller who may read them', async () => {
    const object = { Bucket: LOCKED, Key: 'shown' };
    await s3.send(new PutObjectCommand({ ...object, Body: 'content', ObjectLockLegalHoldStatus: 'ON' }));
    const seenBy = async (client: S3Client) => {
      const { ObjectLockLegalHoldStatus, ObjectLockMode } = await client.send(new GetObjectCommand(object));
      return [ObjectLockLegalHoldStatus, ObjectLockMode];
    };
    expect(await seenBy(s3)).toEqual(['ON', 'GOVERNANCE']);
    expect(await seenBy(clientsOf(endpoint, 'Reader').s3)).toEqual([undefined, undefined]);
  });
});

test.each([
  [BUCKET, 'ObjectLockConfigurationNotFoundError 404'],
  [LOCKABLE, undefined],
  [LOCKED, { Mode: 'GOVERNANCE', Days: 1 }],
])('the lock configuration of the bucket "%s" is: %j', async (Bucket, expected) => {
  const read = s3.send(new GetObjectLockConfigurationCommand({ Bucket }));
  if (typeof expected === 'string') expect(await outcomeOf(read)).toBe(expected);
  else {
    const { ObjectLockConfiguration } = await read;
    expect(ObjectLockConfiguration?.ObjectLockEnabled).toBe('Enabled');
    expect(ObjectLockConfiguration?.Rule?.DefaultRetention).toEqual(expected);
  }
});
