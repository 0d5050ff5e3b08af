import { describe, expect, test } from 'vitest';
import { asText, EVERYTHING, MINIMAL, ofType, synthesize } from './synthesized.ts';

const minimal = synthesize(MINIMAL);
const everything = synthesize(EVERYTHING);
const STATEFUL = ['AWS::DynamoDB::Table', 'AWS::S3::Bucket', 'AWS::KMS::Key', 'AWS::Logs::LogGroup'];

interface BucketPolicy {
  readonly Bucket: { readonly Ref: string };
  readonly PolicyDocument: { readonly Statement: readonly object[] };
}

describe('a resource that stores data', () => {
  test.each(STATEFUL.flatMap(type => ofType(everything, type)))('(%s) survives cdk destroy', (_, resource) => {
    expect(resource).toMatchObject({
      DeletionPolicy: expect.stringMatching(/^Retain(ExceptOnCreate)?$/),
      UpdateReplacePolicy: 'Retain',
    });
  });

  test('under a fixed name is deleted when the first deployment is rolled back, because the next deployment needs the name', () => {
    const isNamed = ({ Properties = {} }: (typeof everything.resources)[string]) =>
      Object.entries(Properties).some(([key, value]) => /Name$/.test(key) && value === EVERYTHING.bucketName);
    const named = Object.entries(everything.resources).filter(([, resource]) => isNamed(resource));
    expect(named.map(([id]) => id)).toEqual(['Recordings']);
    expect(named[0]?.[1].DeletionPolicy).toBe('RetainExceptOnCreate');
  });

  test('has no fixed name, except the recordings bucket', () => {
    const names: Readonly<Record<string, string>> = {
      'AWS::DynamoDB::Table': 'TableName',
      'AWS::S3::Bucket': 'BucketName',
      'AWS::Logs::LogGroup': 'LogGroupName',
      'AWS::IAM::Role': 'RoleName',
      'AWS::KMS::Alias': 'AliasName',
    };
    const kept = Object.entries(everything.resources).filter(([, { DeletionPolicy }]) => DeletionPolicy === 'Retain');
    const fixed = kept.filter(([, { Type, Properties }]) => (names[Type] ?? '') in (Properties ?? {}));
    expect([kept.length > 10, fixed]).toEqual([true, []]);
  });

  test.each(ofType(minimal, 'AWS::DynamoDB::Table'))(
    'table (%s) has point-in-time recovery, is encrypted with KMS, and is billed on demand',
    (_, { Properties }) => {
      expect(Properties).toMatchObject({
        BillingMode: 'PAY_PER_REQUEST',
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        SSESpecification: { SSEEnabled: true },
      });
      // A fixed name would prevent a second deployment and any change that replaces the table.
      expect(Properties).not.toHaveProperty('TableName');
    },
  );

  test.each(ofType(everything, 'AWS::S3::Bucket'))(
    'bucket (%s) is private, encrypted and readable over TLS only',
    (id, { Properties }) => {
      expect(Properties).toMatchObject({
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        BucketEncryption: { ServerSideEncryptionConfiguration: [expect.anything()] },
      });
      const [policy] = ofType<BucketPolicy>(everything, 'AWS::S3::BucketPolicy').filter(
        ([, other]) => other.Properties.Bucket.Ref === id,
      );
      expect(policy?.[1].Properties.PolicyDocument.Statement).toContainEqual(
        expect.objectContaining({
          Effect: 'Deny',
          Action: 's3:*',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      );
    },
  );
});

test('the catalog has a key by recording, indexes by conference, call, task and agent, and the logical id RecordingsCatalog', () => {
  // An index can be stale, so it must not contain facts that a policy evaluates.
  const index = (IndexName: string, AttributeName: string, NonKeyAttributes = ['started_at']) => ({
    IndexName,
    KeySchema: [{ AttributeName, KeyType: 'HASH' }],
    Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes },
  });
  expect(minimal.resources['RecordingsCatalog']).toMatchObject({
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      KeySchema: [{ AttributeName: 'recording_sid', KeyType: 'HASH' }],
      GlobalSecondaryIndexes: [
        index('by-conference', 'conference_sid'),
        index('by-call', 'call_sid'),
        index('by-task', 'task_sid'),
        // A policy evaluates the agent, but no function may read this index: only a person who searches (see people.test.ts).
        index('by-agent', 'handled_by', ['started_at', 'agent_worker_sid']),
        index('by-set-agent', 'agent_worker_sid'),
      ],
    },
  });
  expect(asText(minimal.outputs['RecordingsTableName']?.Value)).toBe('<RecordingsCatalog>');
});

test('the outputs name the tables, the archive, the signing key, the URL and the task attributes to paste', () => {
  const output = (name: string) => asText(minimal.outputs[name]?.Value);
  expect(output('AuditTableName')).toBe('<AccessAudit>');
  expect(output('AuditArchiveBucketName')).toBe('<AuditArchive>');
  expect(output('AuditSigningKeyArn')).toBe('<AuditSigningKey.Arn>');
  expect(output('UrlProviderUrl')).toMatch(/^<PlaybackApi\w+\.ApiEndpoint>\/sec_rec$/);
  // Twilio's start_time is the start of the recording, not of the call.
  expect(minimal.outputs['TaskAttributesExample']).toMatchObject({
    Description: expect.stringContaining('the start of the recording'),
  });
  expect(JSON.parse(output('TaskAttributesExample'))).toEqual({
    conversations: {
      media: [
        {
          type: 'VoiceRecording',
          url_provider: `${output('UrlProviderUrl')}?recording_sid=RE${'0'.repeat(32)}`,
          start_time: 1574350320000,
          channels: ['customer', 'others'],
          title: 'Call',
        },
      ],
    },
  });
});
