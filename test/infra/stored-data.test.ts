import { describe, expect, test } from 'vitest';
import { AUDIT_TTL_ATTRIBUTE } from '../../lambda/domain/audit/events/audit-event.ts';
import {
  asText,
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

const STATEFUL = ['AWS::DynamoDB::Table', 'AWS::S3::Bucket', 'AWS::KMS::Key', 'AWS::Logs::LogGroup'];

interface BucketPolicy {
  readonly Bucket: { readonly Ref: string };
  readonly PolicyDocument: { readonly Statement: readonly object[] };
}

describe('whatever holds data', () => {
  test.each(STATEFUL.flatMap(type => ofType(everything, type)))('(%s) survives cdk destroy', (_, resource) => {
    expect(resource).toMatchObject({
      DeletionPolicy: expect.stringMatching(/^Retain(ExceptOnCreate)?$/),
      UpdateReplacePolicy: 'Retain',
    });
  });

  test('under a fixed name goes with the first deployment if that is rolled back: the next one needs the name', () => {
    const isNamed = ({ Properties = {} }: (typeof everything.resources)[string]) =>
      Object.entries(Properties).some(([key, value]) => /Name$/.test(key) && value === EVERYTHING.bucketName);
    const named = Object.entries(everything.resources).filter(([, resource]) => isNamed(resource));
    expect(named.map(([id]) => id)).toEqual(['Recordings']);
    expect(named[0]?.[1].DeletionPolicy).toBe('RetainExceptOnCreate');
  });

  test('has no other fixed name', () => {
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
    'in a table (%s) can be restored, is encrypted by a key in KMS, and costs nothing while idle',
    (_, { Properties }) => {
      expect(Properties).toMatchObject({
        BillingMode: 'PAY_PER_REQUEST',
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        SSESpecification: { SSEEnabled: true },
      });
      // A fixed name would stand in the way of a second deployment and of any change that replaces the table.
      expect(Properties).not.toHaveProperty('TableName');
    },
  );

  test.each(ofType(everything, 'AWS::S3::Bucket'))(
    'in a bucket (%s) is private and encrypted',
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

describe('the audit trail', () => {
  const keys = (partition: string) => [
    { AttributeName: partition, KeyType: 'HASH' },
    { AttributeName: 'event_key', KeyType: 'RANGE' },
  ];

  test('is found by recording, by user and by day, under a logical id that must never change', () => {
    expect(minimal.resources['AccessAudit']).toMatchObject({
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        KeySchema: keys('recording_sid'),
        GlobalSecondaryIndexes: [
          { IndexName: 'by-user', KeySchema: keys('worker_sid'), Projection: { ProjectionType: 'ALL' } },
          { IndexName: 'by-day', KeySchema: keys('day_shard'), Projection: { ProjectionType: 'ALL' } },
        ],
      },
    });
  });

  test('is kept for good, unless a retention is configured', () => {
    expect(minimal.resources['AccessAudit']?.Properties).not.toHaveProperty('TimeToLiveSpecification');
    expect(everything.resources['AccessAudit']?.Properties).toMatchObject({
      TimeToLiveSpecification: { AttributeName: AUDIT_TTL_ATTRIBUTE, Enabled: true },
    });
  });
});

describe('the archive of the audit trail', () => {
  const locks = (synthesized: typeof minimal) => synthesized.resources['AuditArchive']?.Properties;

  test.each([
    ['for a year, unless an administrator lifts it', minimal, { Mode: 'GOVERNANCE', Days: 365 }],
    ['as configured, so that nobody can lift it', everything, { Mode: 'COMPLIANCE', Days: 2557 }],
  ])('locks every object on arrival, %s', (_, synthesized, retention) => {
    expect(locks(synthesized)).toMatchObject({
      ObjectLockEnabled: true,
      ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: retention } },
      VersioningConfiguration: { Status: 'Enabled' },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }],
      },
    });
  });

  test('has a key to sign with that only signs', () => {
    expect(minimal.resources['AuditSigningKey']).toMatchObject({
      Type: 'AWS::KMS::Key',
      Properties: { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' },
    });
  });
});

describe('reading the audit trail', () => {
  interface Trail {
    readonly AdvancedEventSelectors: readonly {
      readonly FieldSelectors: readonly {
        readonly Field: string;
        readonly Equals?: readonly unknown[];
        readonly StartsWith?: readonly unknown[];
      }[];
    }[];
  }

  test('is on record when that is switched on: every access to the table and to the archive', () => {
    const trails = ofType<Trail>(everything, 'AWS::CloudTrail::Trail').map(([, { Properties }]) => Properties);
    expect(trails).toMatchObject([{ IsLogging: true, EnableLogFileValidation: true }]);
    const selectors = trails.flatMap(({ AdvancedEventSelectors }) => AdvancedEventSelectors);
    const selected = selectors.map(({ FieldSelectors }) =>
      Object.fromEntries(
        FieldSelectors.map(({ Field, Equals = [], StartsWith = [] }) => [
          Field,
          [...Equals.map(asText), ...StartsWith.map(start => `${asText(start)}…`)],
        ]),
      ),
    );
    // Whatever begins with the table's ARN: its indexes, too, wherever CloudTrail should name one.
    expect(selected).toEqual([
      { eventCategory: ['Data'], 'resources.type': ['AWS::DynamoDB::Table'], 'resources.ARN': ['<AccessAudit.Arn>…'] },
      { eventCategory: ['Data'], 'resources.type': ['AWS::S3::Object'], 'resources.ARN': ['<AuditArchive.Arn>/…'] },
    ]);
  });

  test('is not, by default: CloudTrail charges for every event', () => {
    expect(ofType(minimal, 'AWS::CloudTrail::Trail')).toEqual([]);
  });
});

describe('the recordings bucket', () => {
  test('is left alone when it exists already', () => {
    const names = ofType<{ BucketName?: string }>(minimal, 'AWS::S3::Bucket').map(([id]) => id);
    expect(names).toEqual(['AuditArchive']);
    const policies = ofType<BucketPolicy>(minimal, 'AWS::S3::BucketPolicy');
    expect(policies.map(([, { Properties }]) => Properties.Bucket.Ref)).toEqual(['AuditArchive']);
  });

  test('made by the stack lets players of the configured origins seek, and nobody else look', () => {
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

  test('made by the stack logs each access, so that a link can be joined with the bytes fetched by it', () => {
    expect(everything.resources['Recordings']?.Properties).toMatchObject({
      LoggingConfiguration: { DestinationBucketName: { Ref: 'RecordingsAccessLog' } },
    });
  });

  test.each([
    ['to nobody, by default', madeWithoutKey, undefined],
    ['to the named readers alone', everything, { ArnNotEquals: { 'aws:PrincipalArn': [LOG_READER_ARN] } }],
  ])('made by the stack gives its access log, which holds links, %s', (_, synthesized, condition) => {
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
      ...(condition && { Condition: condition }),
    });
  });

  test.each([
    ['without a key', madeWithoutKey, { SSEAlgorithm: 'AES256' }],
    ['with a key', everything, { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KMS_KEY_ARN }],
  ])('made %s is encrypted accordingly', (_, synthesized, encryption) => {
    expect(synthesized.resources['Recordings']?.Properties).toMatchObject({
      BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: encryption }] },
    });
  });
});

test('the catalog is found by recording, conference, call and task, under a logical id that must never change', () => {
  // An index can be late: it must not contain what decides who may listen.
  const Projection = { ProjectionType: 'INCLUDE', NonKeyAttributes: ['started_at'] };
  const index = (IndexName: string, AttributeName: string) => ({
    IndexName,
    KeySchema: [{ AttributeName, KeyType: 'HASH' }],
    Projection,
  });
  expect(minimal.resources['RecordingsCatalog']).toMatchObject({
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      KeySchema: [{ AttributeName: 'recording_sid', KeyType: 'HASH' }],
      GlobalSecondaryIndexes: [
        index('by-conference', 'conference_sid'),
        index('by-call', 'call_sid'),
        index('by-task', 'task_sid'),
      ],
    },
  });
  expect(asText(minimal.outputs['RecordingsTableName']?.Value)).toBe('<RecordingsCatalog>');
});

test('the outputs tell the operator what to paste and where to look', () => {
  const output = (name: string) => asText(minimal.outputs[name]?.Value);
  expect(output('AuditTableName')).toBe('<AccessAudit>');
  expect(output('AuditArchiveBucketName')).toBe('<AuditArchive>');
  expect(output('AuditSigningKeyArn')).toBe('<AuditSigningKey.Arn>');
  expect(output('UrlProviderUrl')).toMatch(/^<PlaybackApi\w+\.ApiEndpoint>\/sec_rec$/);
  // Twilio's start_time is not when the call began.
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
