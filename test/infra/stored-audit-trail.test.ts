import { describe, expect, test } from 'vitest';
import { AUDIT_TTL_ATTRIBUTE } from '../../lambda/domain/audit/events/audit-event.ts';
import { asText, EVERYTHING, MINIMAL, ofType, synthesize } from './synthesized.ts';

const minimal = synthesize(MINIMAL);
const everything = synthesize(EVERYTHING);

describe('the audit trail', () => {
  const keys = (partition: string) => [
    { AttributeName: partition, KeyType: 'HASH' },
    { AttributeName: 'event_key', KeyType: 'RANGE' },
  ];

  test('has a key by recording, indexes by user, by day and by name, and the logical id AccessAudit', () => {
    expect(minimal.resources['AccessAudit']).toMatchObject({
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        KeySchema: keys('recording_sid'),
        GlobalSecondaryIndexes: [
          { IndexName: 'by-user', KeySchema: keys('worker_sid'), Projection: { ProjectionType: 'ALL' } },
          { IndexName: 'by-day', KeySchema: keys('day_shard'), Projection: { ProjectionType: 'ALL' } },
          { IndexName: 'by-name', KeySchema: keys('realm_user_id'), Projection: { ProjectionType: 'ALL' } },
        ],
      },
    });
  });

  test('is never deleted, unless a retention is configured', () => {
    expect(minimal.resources['AccessAudit']?.Properties).not.toHaveProperty('TimeToLiveSpecification');
    expect(everything.resources['AccessAudit']?.Properties).toMatchObject({
      TimeToLiveSpecification: { AttributeName: AUDIT_TTL_ATTRIBUTE, Enabled: true },
    });
  });
});

describe('the archive of the audit trail', () => {
  const locks = (synthesized: typeof minimal) => synthesized.resources['AuditArchive']?.Properties;

  test.each([
    ['in governance mode for a year by default', minimal, { Mode: 'GOVERNANCE', Days: 365 }],
    ['in compliance mode when that is configured', everything, { Mode: 'COMPLIANCE', Days: 2557 }],
  ])('locks every new object %s', (_, synthesized, retention) => {
    expect(locks(synthesized)).toMatchObject({
      ObjectLockEnabled: true,
      ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: retention } },
      VersioningConfiguration: { Status: 'Enabled' },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }],
      },
    });
  });

  test('has an asymmetric KMS key that can only sign', () => {
    expect(minimal.resources['AuditSigningKey']).toMatchObject({
      Type: 'AWS::KMS::Key',
      Properties: { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' },
    });
  });
});

describe('CloudTrail', () => {
  interface Trail {
    readonly AdvancedEventSelectors: readonly {
      readonly FieldSelectors: readonly {
        readonly Field: string;
        readonly Equals?: readonly unknown[];
        readonly StartsWith?: readonly unknown[];
      }[];
    }[];
  }

  test('records every access to the audit table and the archive when auditReadTrail is on', () => {
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
    // A prefix of the table's ARN also covers its indexes.
    expect(selected).toEqual([
      { eventCategory: ['Data'], 'resources.type': ['AWS::DynamoDB::Table'], 'resources.ARN': ['<AccessAudit.Arn>…'] },
      { eventCategory: ['Data'], 'resources.type': ['AWS::S3::Object'], 'resources.ARN': ['<AuditArchive.Arn>/…'] },
    ]);
  });

  test('records nothing by default', () => {
    expect(ofType(minimal, 'AWS::CloudTrail::Trail')).toEqual([]);
  });
});
