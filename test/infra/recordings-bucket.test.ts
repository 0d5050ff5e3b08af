import { describe, expect, test } from 'vitest';
import {
  EVERYTHING,
  KMS_KEY_ARN,
  LOG_READER_ARN,
  MINIMAL,
  ofType,
  resourcesOf,
  type Statement,
  synthesize,
} from './synthesized.ts';

const minimal = synthesize(MINIMAL);
const everything = synthesize(EVERYTHING);
const madeWithoutKey = synthesize({ ...MINIMAL, createBucket: true, allowedOrigins: ['https://a.example'] });

interface BucketPolicy {
  readonly Bucket: { readonly Ref: string };
  readonly PolicyDocument: { readonly Statement: readonly object[] };
}

describe('the recordings bucket', () => {
  test('is not part of the stack when it exists already', () => {
    const names = ofType<{ BucketName?: string }>(minimal, 'AWS::S3::Bucket').map(([id]) => id);
    expect(names).toEqual(['AuditArchive']);
    const policies = ofType<BucketPolicy>(minimal, 'AWS::S3::BucketPolicy');
    expect(policies.map(([, { Properties }]) => Properties.Bucket.Ref)).toEqual(['AuditArchive']);
  });

  test('created by the stack allows CORS reads with Range from the configured origins only', () => {
    expect(madeWithoutKey.resources['Recordings']?.Properties).toMatchObject({
      BucketName: 'recordings',
      VersioningConfiguration: { Status: 'Enabled' },
      CorsConfiguration: {
        CorsRules: [
          {
            AllowedOrigins: ['https://a.example'],
            AllowedMethods: ['GET', 'HEAD'],
            AllowedHeaders: ['Range', 'If-Range'],
            ExposedHeaders: ['Accept-Ranges', 'Content-Range', 'Content-Length', 'ETag'],
          },
        ],
      },
    });
  });

  test('created by the stack logs each access', () => {
    expect(everything.resources['Recordings']?.Properties).toMatchObject({
      LoggingConfiguration: { DestinationBucketName: { Ref: 'RecordingsAccessLog' } },
    });
  });

  test.each([
    ['to everybody but the function that reads it by default', madeWithoutKey, []],
    ['to everybody but that function and the configured readers', everything, [LOG_READER_ARN]],
  ])('created by the stack denies reading its access log, which contains links, %s', (_, synthesized, readers) => {
    const [policy] = ofType<BucketPolicy>(synthesized, 'AWS::S3::BucketPolicy').filter(
      ([, { Properties }]) => Properties.Bucket.Ref === 'RecordingsAccessLog',
    );
    const statements = policy?.[1].Properties.PolicyDocument.Statement as Statement[] | undefined;
    const denied = statements?.map(({ Resource, ...rest }) => ({ ...rest, on: resourcesOf({ ...rest, Resource }) }));
    expect(denied).toContainEqual({
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: ['s3:GetObject', 's3:GetObjectVersion'],
      on: ['<RecordingsAccessLog.Arn>/*'],
      Condition: {
        ArnNotEquals: {
          'aws:PrincipalArn': [...readers, { 'Fn::GetAtt': [expect.stringMatching(/^AccessLogReaderRole/), 'Arn'] }],
        },
      },
    });
  });

  test.each([
    ['with S3’s own key by default', madeWithoutKey, { SSEAlgorithm: 'AES256' }],
    ['with the configured KMS key', everything, { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KMS_KEY_ARN }],
  ])('created by the stack is encrypted %s', (_, synthesized, encryption) => {
    expect(synthesized.resources['Recordings']?.Properties).toMatchObject({
      BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: encryption }] },
    });
  });
});
