import {
  GetBucketLoggingCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AwsEndpoint } from '../../local/aws/endpoint/endpoint.ts';
import { BUCKET, clientsOf, outcomeOf, startEndpoint } from '../support/aws-endpoint.ts';

let endpoint: AwsEndpoint;
let s3: S3Client;
beforeAll(async () => {
  endpoint = await startEndpoint(
    { Reader: [{ Effect: 'Allow', Action: ['s3:GetObject', 's3:ListBucket'], Resource: '*' }] },
    {
      buckets: [
        { bucketName: BUCKET },
        {
          bucketName: 'settled',
          versioned: true,
          publicAccessBlock: { BlockPublicAcls: true, RestrictPublicBuckets: false },
          accessLog: { bucketName: BUCKET, prefix: 'log/', mayDeliver: false },
        },
      ],
    },
  );
  ({ s3 } = clientsOf(endpoint));
});
afterAll(() => endpoint.close());

describe('the settings of a bucket', () => {
  test('are answered as they are', async () => {
    const Bucket = 'settled';
    expect(await s3.send(new GetBucketVersioningCommand({ Bucket }))).toMatchObject({ Status: 'Enabled' });
    // Also if S3 may not write there.
    expect((await s3.send(new GetBucketLoggingCommand({ Bucket }))).LoggingEnabled).toEqual({
      TargetBucket: BUCKET,
      TargetPrefix: 'log/',
    });
    const { PublicAccessBlockConfiguration } = await s3.send(new GetPublicAccessBlockCommand({ Bucket }));
    expect(PublicAccessBlockConfiguration).toEqual({ BlockPublicAcls: true, RestrictPublicBuckets: false });
  });

  test('are empty, or missing, where nobody has set them', async () => {
    expect((await s3.send(new GetBucketVersioningCommand({ Bucket: BUCKET }))).Status).toBeUndefined();
    expect((await s3.send(new GetBucketLoggingCommand({ Bucket: BUCKET }))).LoggingEnabled).toBeUndefined();
    expect(await outcomeOf(s3.send(new GetPublicAccessBlockCommand({ Bucket: BUCKET })))).toBe(
      'NoSuchPublicAccessBlockConfiguration 404',
    );
  });

  test.each([GetBucketVersioningCommand, GetBucketLoggingCommand, GetPublicAccessBlockCommand])(
    'need a permission of their own: %o',
    async Command => {
      const { s3: reader } = clientsOf(endpoint, 'Reader');
      const call = reader.send(new Command({ Bucket: 'settled' }) as GetBucketVersioningCommand);
      expect(await outcomeOf(call)).toBe('AccessDenied 403');
    },
  );
});
