import { DeleteObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AwsEndpoint } from '../../local/aws/endpoint/endpoint.ts';
import { clientsOf, startEndpoint } from '../support/aws-endpoint.ts';

let endpoint: AwsEndpoint;
let s3: S3Client;
const events: object[] = [];
beforeAll(async () => {
  endpoint = await startEndpoint(
    {},
    {
      buckets: [
        { bucketName: 'reports', sendsEvents: true },
        { bucketName: 'reports-versions', sendsEvents: true, versioned: true },
        { bucketName: 'silent' },
      ],
      onEvent: event => events.push(event),
    },
  );
  s3 = clientsOf(endpoint).s3;
});
beforeEach(() => void events.splice(0));
afterAll(async () => {
  s3.destroy();
  await endpoint.close();
});
const put = (Bucket: string, Key: string, more: object = {}) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body: 'hello', ...more }));

describe('a bucket that sends its events to EventBridge', () => {
  test('reports a new object as S3 documents it: the key as it is, the entity tag without quotes', async () => {
    const { ETag } = await put('reports', 'a folder/ü+1');
    expect(events).toEqual([
      {
        version: '0',
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        'detail-type': 'Object Created',
        source: 'aws.s3',
        account: '000000000000',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        region: 'us-east-1',
        resources: ['arn:aws:s3:::reports'],
        detail: {
          version: '0',
          bucket: { name: 'reports' },
          object: {
            key: 'a folder/ü+1',
            size: 5,
            etag: ETag?.slice(1, -1),
            sequencer: expect.stringMatching(/^[0-9A-F]+$/),
          },
          'request-id': expect.any(String),
          requester: '000000000000',
          'source-ip-address': '127.0.0.1',
          reason: 'PutObject',
        },
      },
    ]);
  });

  test('names the version in a versioned bucket', async () => {
    const { VersionId } = await put('reports-versions', 'a');
    expect(events).toMatchObject([{ detail: { object: { 'version-id': VersionId } } }]);
  });

  test('reports neither a refused upload nor a deletion', async () => {
    await put('reports', 'twice');
    await expect(put('reports', 'twice', { IfNoneMatch: '*' })).rejects.toThrow();
    await s3.send(new DeleteObjectCommand({ Bucket: 'reports', Key: 'twice' }));
    expect(events).toHaveLength(1);
  });
});

test('a bucket that does not send events reports nothing', async () => {
  await put('silent', 'a');
  expect(events).toEqual([]);
});
