import { describe, expect, test } from 'vitest';
import {
  ACCOUNT_SID,
  actionsOf,
  EVERYTHING,
  functions,
  KMS_KEY_ARN,
  MINIMAL,
  resourcesOf,
  type Statement,
  statementsOf,
  synthesize,
} from './synthesized.ts';

const minimal = synthesize({ ...MINIMAL, bucketRegion: 'eu-central-1', bucketKmsKeyArn: KMS_KEY_ARN });
const everything = synthesize(EVERYTHING);

const grantsOf = (prefix: string, synthesized = minimal): Statement[] => {
  const fn = functions(synthesized).find(([id]) => id.startsWith(prefix))?.[1];
  if (!fn) throw new Error(`there is no function ${prefix}…`);
  return statementsOf(synthesized, fn);
};

describe('the url-provider may', () => {
  test('only put items into the audit trail, and read the catalog by key and by three indexes', () => {
    expect(
      grantsOf('UrlProvider').filter(grant => actionsOf(grant).some(action => action.startsWith('dynamodb:'))),
    ).toEqual([
      {
        Effect: 'Allow',
        Action: 'dynamodb:PutItem',
        Resource: { 'Fn::GetAtt': ['AccessAudit', 'Arn'] },
        Condition: { StringEqualsIfExists: { 'dynamodb:ReturnValues': ['NONE'] } },
      },
      {
        Effect: 'Allow',
        Action: ['dynamodb:BatchGetItem', 'dynamodb:GetItem'],
        Resource: { 'Fn::GetAtt': ['RecordingsCatalog', 'Arn'] },
      },
      {
        Effect: 'Allow',
        Action: 'dynamodb:Query',
        Resource: ['by-call', 'by-conference', 'by-task'].map(index => ({
          'Fn::Join': ['', [{ 'Fn::GetAtt': ['RecordingsCatalog', 'Arn'] }, `/index/${index}`]],
        })),
      },
    ]);
  });

  test("only read the configured account's recordings in S3, and learn which ones do not exist", () => {
    const onS3 = grantsOf('UrlProvider').filter(grant => actionsOf(grant).some(action => action.startsWith('s3:')));
    expect(onS3.map(grant => [actionsOf(grant), resourcesOf(grant)])).toEqual([
      [
        ['s3:GetObject', 's3:GetObjectVersion'],
        [
          `arn:<AWS::Partition>:s3:::recordings/${ACCOUNT_SID}/RE*`,
          `arn:<AWS::Partition>:s3:::recordings/${ACCOUNT_SID}/RE*.wav`,
        ],
      ],
      [['s3:ListBucket'], ['arn:<AWS::Partition>:s3:::recordings']],
    ]);
  });

  test("decrypt with the bucket's key only through S3 and only for this bucket", () => {
    const onKms = grantsOf('UrlProvider').filter(grant => actionsOf(grant).some(action => action.startsWith('kms:')));
    expect(onKms).toEqual([
      {
        Effect: 'Allow',
        Action: 'kms:Decrypt',
        Resource: KMS_KEY_ARN,
        Condition: {
          StringEquals: { 'kms:ViaService': expect.anything() },
          StringLike: { 'kms:EncryptionContext:aws:s3:arn': [expect.anything(), expect.anything()] },
        },
      },
    ]);
    const conditions = JSON.stringify(onKms[0]?.Condition);
    expect(conditions).toContain('s3.eu-central-1.');
    expect(conditions).toContain(':s3:::recordings/*');
  });

  test('read the configured secret, and none when no secret is configured', () => {
    const onSecrets = (grants: Statement[]) =>
      grants.filter(grant => actionsOf(grant).some(action => action.startsWith('secretsmanager:')));
    expect(onSecrets(grantsOf('UrlProvider', minimal))).toEqual([]);
    const [grant, ...others] = onSecrets(grantsOf('UrlProvider', everything));
    expect(others).toEqual([]);
    expect(grant && [actionsOf(grant), resourcesOf(grant)]).toEqual([
      ['secretsmanager:GetSecretValue'],
      ['arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:twilio/flex-??????'],
    ]);
  });

  test('use no other service', () => {
    const services = grantsOf('UrlProvider', everything)
      .flatMap(actionsOf)
      .map(action => action.split(':')[0]);
    expect([...new Set(services)].sort()).toEqual(['dynamodb', 'kms', 'logs', 's3', 'secretsmanager']);
  });
});

describe('the digest writer may', () => {
  test('only query the audit trail by day in DynamoDB', () => {
    const onTables = grantsOf('AuditDigest').filter(grant =>
      actionsOf(grant).some(name => name.startsWith('dynamodb:')),
    );
    expect(onTables.map(grant => [actionsOf(grant), resourcesOf(grant)])).toEqual([
      [['dynamodb:Query'], ['<AccessAudit.Arn>/index/by-day']],
    ]);
  });

  test('only create and read objects of the archive, without overwriting, deleting or changing locks', () => {
    const onS3 = grantsOf('AuditDigest').filter(grant => actionsOf(grant).some(name => name.startsWith('s3:')));
    const objects = ['<AuditArchive.Arn>/digests/*', '<AuditArchive.Arn>/events/*'];
    expect(onS3.map(grant => [actionsOf(grant), resourcesOf(grant).sort(), grant.Condition])).toEqual([
      [['s3:PutObject'], objects, { Null: { 's3:if-none-match': 'false' } }],
      [['s3:GetObject'], objects, undefined],
      [['s3:ListBucket'], ['<AuditArchive.Arn>'], undefined],
    ]);
  });

  test('only sign with its key, with one algorithm', () => {
    expect(grantsOf('AuditDigest').filter(grant => actionsOf(grant).some(name => name.startsWith('kms:')))).toEqual([
      {
        Effect: 'Allow',
        Action: 'kms:Sign',
        Resource: { 'Fn::GetAtt': ['AuditSigningKey', 'Arn'] },
        Condition: { StringEquals: { 'kms:SigningAlgorithm': 'ECDSA_SHA_256' } },
      },
    ]);
  });
});

describe('the audit verifier may', () => {
  test('only read table, archive and public key, and put items about the trail itself', () => {
    const objects = ['<AuditArchive.Arn>/digests/*', '<AuditArchive.Arn>/events/*'];
    const grants = grantsOf('AuditVerifier', everything);
    expect(grants.map(grant => [actionsOf(grant), resourcesOf(grant), grant.Condition])).toEqual([
      [['logs:CreateLogStream', 'logs:PutLogEvents'], [expect.stringContaining('AuditVerifierLog')], undefined],
      [['dynamodb:Query'], ['<AccessAudit.Arn>/index/by-day'], undefined],
      [['dynamodb:GetItem'], ['<AccessAudit.Arn>'], undefined],
      [
        ['dynamodb:PutItem'],
        ['<AccessAudit.Arn>'],
        {
          StringEqualsIfExists: { 'dynamodb:ReturnValues': ['NONE'] },
          'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['audit-chain'] },
        },
      ],
      [['s3:GetObject', 's3:GetObjectVersion'], objects, undefined],
      [['s3:ListBucket', 's3:ListBucketVersions'], ['<AuditArchive.Arn>'], undefined],
      [['kms:GetPublicKey'], ['<AuditSigningKey.Arn>'], undefined],
    ]);
  });
});

describe('twilio-events may', () => {
  const grants = grantsOf('TwilioEvents', everything);

  test('only send to its queue, read the secret and write its log', () => {
    expect(grants.map(grant => [actionsOf(grant), resourcesOf(grant)])).toEqual([
      [['logs:CreateLogStream', 'logs:PutLogEvents'], [expect.stringContaining('TwilioEventsLog')]],
      [
        ['secretsmanager:GetSecretValue'],
        ['arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:twilio/flex-??????'],
      ],
      [['sqs:SendMessage'], ['<CallEvents.Arn>']],
    ]);
  });

  test('do nothing without a secret: the function does not exist then', () => {
    expect(functions(minimal).map(([id]) => id)).not.toContainEqual(expect.stringContaining('TwilioEvents'));
    expect(minimal.text).not.toContain('/twilio/');
    expect(minimal.text).not.toContain('AWS::SQS::Queue');
  });
});

describe('media-attacher may', () => {
  test('only receive from its queue, keep failures, read its own secret and write its log', () => {
    const grants = grantsOf('MediaAttacher', everything);
    expect(grants.map(grant => [actionsOf(grant), resourcesOf(grant)])).toEqual([
      [['logs:CreateLogStream', 'logs:PutLogEvents'], [expect.stringContaining('MediaAttacherLog')]],
      [['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'], ['<MediaAttachments.Arn>']],
      [['sqs:SendMessage'], ['<MediaAttachmentsDeadLetters.Arn>']],
      [['secretsmanager:GetSecretValue'], [expect.stringContaining('twilio/attacher-??????')]],
    ]);
  });
});

describe('catalog-writer may', () => {
  const grants = grantsOf('CatalogWriter', everything);

  test('only receive from its queue, update the catalog, send attachments and write its log', () => {
    expect(grants.map(grant => [actionsOf(grant), resourcesOf(grant)])).toEqual([
      [['logs:CreateLogStream', 'logs:PutLogEvents'], [expect.stringContaining('CatalogWriterLog')]],
      [['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'], ['<CallEvents.Arn>']],
      ...Array.from({ length: 4 }, () => [['dynamodb:UpdateItem'], [expect.stringContaining('RecordingsCatalog')]]),
      [['sqs:SendMessage'], ['<MediaAttachments.Arn>']],
      [['dynamodb:GetItem'], [expect.stringContaining('RecordingsCatalog')]],
    ]);
  });

  test('write neither facts that the company sets nor verifications', () => {
    const names = grants
      .filter(grant => actionsOf(grant).includes('dynamodb:UpdateItem'))
      .flatMap(({ Condition }) => {
        const condition = Condition as Record<string, Record<string, string[]>> | undefined;
        return condition?.['ForAllValues:StringEquals']?.['dynamodb:Attributes'] ?? [];
      });
    expect(names).toEqual(expect.arrayContaining(['recording_sid', 'encryption', 'task_reports']));
    for (const name of ['restricted', 'held', 'tags', 'agent_worker_sid', 'queue', 'team', 'verified'])
      expect(names).not.toContain(name);
  });
});
