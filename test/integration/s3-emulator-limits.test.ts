import {
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectsCommand,
  GetBucketTaggingCommand,
  GetObjectAclCommand,
  ListBucketsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AwsEndpoint } from '../../local/aws/endpoint/endpoint.ts';
import { BUCKET, clientsOf, outcomeOf, startEndpoint } from '../support/aws-endpoint.ts';

let endpoint: AwsEndpoint;
let s3: S3Client;

beforeAll(async () => {
  endpoint = await startEndpoint();
  s3 = clientsOf(endpoint).s3;
});
afterAll(() => endpoint.close());

const put = (Key: string, Body: string, more: object) =>
  s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body, ...more }));

describe('an operation that the S3 emulator does not have gets 501 NotImplemented', () => {
  test.each<[string, () => Promise<unknown>]>([
    ['multipart upload', () => s3.send(new CreateMultipartUploadCommand({ Bucket: BUCKET, Key: 'a' }))],
    ['access control lists', () => s3.send(new GetObjectAclCommand({ Bucket: BUCKET, Key: 'a' }))],
    ['copies', () => s3.send(new CopyObjectCommand({ Bucket: BUCKET, Key: 'a', CopySource: `${BUCKET}/b` }))],
    ['SHA-1 checksums', () => put('a', 'x', { ChecksumAlgorithm: 'SHA1' })],
    ['writes on condition of an ETag', () => put('a', 'x', { IfMatch: '"x"' })],
    [
      'deletion of several objects',
      () => s3.send(new DeleteObjectsCommand({ Bucket: BUCKET, Delete: { Objects: [{ Key: 'a' }] } })),
    ],
    ['a listing after a key', () => s3.send(new ListObjectsV2Command({ Bucket: BUCKET, StartAfter: 'a' }))],
    ['the old listing', () => s3.send(new ListObjectsCommand({ Bucket: BUCKET }))],
    ['the list of all buckets', () => s3.send(new ListBucketsCommand({}))],
    ['the tags of a bucket', () => s3.send(new GetBucketTaggingCommand({ Bucket: BUCKET }))],
  ])('%s', async (_, call) => {
    expect(await outcomeOf(call())).toBe('NotImplemented 501');
  });
});
