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
  statements,
  statementsOf,
  synthesize,
} from './synthesized.ts';

const minimal = synthesize({ ...MINIMAL, bucketRegion: 'eu-central-1', bucketKmsKeyArn: KMS_KEY_ARN });
const everything = synthesize(EVERYTHING);
const variants = [
  { name: 'least', synthesized: minimal },
  { name: 'most', synthesized: everything },
];

/** API Gateway's own role: CloudWatch offers no narrower grant for the account-wide setting, and no function has it. */
const isLogWriter = (statement: Statement) => actionsOf(statement).every(action => action.startsWith('logs:'));

/** Where a wildcard is the narrowest that AWS can express, and why. */
const JUSTIFIED_WILDCARDS = [
  // A recording's SID ends in 32 digits that nobody knows beforehand.
  new RegExp(`/${ACCOUNT_SID}/RE\\*(\\.wav)?$`),
  // Secrets Manager adds six random characters to a secret's name.
  /:secret:[\w/]+-\?{6}$/,
  // A window's names tell its time.
  /^<AuditArchive\.Arn>\/(events|digests)\/\*$/,
];

const WRITES_BEYOND_PUT = /^dynamodb:(?!(PutItem|GetItem|BatchGetItem|Query|Scan|DescribeTable)$)/;

const grantsOf = (prefix: string, synthesized = minimal): Statement[] => {
  const fn = functions(synthesized).find(([id]) => id.startsWith(prefix))?.[1];
  if (!fn) throw new Error(`there is no function ${prefix}…`);
  return statementsOf(synthesized, fn);
};

describe.each(variants)('every grant ($name configured)', ({ synthesized }) => {
  test('names its actions', () => {
    const actions = statements(synthesized).flatMap(actionsOf);
    expect(actions.length).toBeGreaterThan(0);
    for (const action of actions) expect(action).toMatch(/^[a-z0-9-]+:[A-Za-z]+$/);
  });

  test('names its resources, but for wildcards that have a reason', () => {
    for (const statement of statements(synthesized)) {
      expect(statement).toMatchObject({ Effect: 'Allow' });
      for (const resource of resourcesOf(statement)) {
        const justified = JUSTIFIED_WILDCARDS.some(pattern => pattern.test(resource));
        if (!justified && !isLogWriter(statement)) expect(resource).not.toMatch(/[*?]/);
      }
    }
  });

  test('on the audit trail appends or reads: nothing deployed can change or delete an item', () => {
    const onAudit = statements(synthesized).filter(statement =>
      resourcesOf(statement).some(resource => resource.includes('AccessAudit') || resource.includes('*')),
    );
    expect(onAudit.flatMap(actionsOf)).toContain('dynamodb:PutItem');
    for (const action of onAudit.flatMap(actionsOf)) expect(action).not.toMatch(WRITES_BEYOND_PUT);
  });
});

describe.each(variants)('no write to a table ($name configured)', ({ synthesized }) => {
  const isWrite = (action: string) => /^dynamodb:(Put|Update|Delete)Item$/.test(action);
  const reads = (grant: Statement) => actionsOf(grant).includes('dynamodb:GetItem');
  const returned = (grant: Statement) =>
    [
      (grant.Condition as Record<string, Record<string, string | string[]>> | undefined)?.['StringEqualsIfExists']?.[
        'dynamodb:ReturnValues'
      ] ?? 'ANY',
    ].flat();

  test('tells anything of an item, unless its role may read that item anyway', () => {
    const writes = statements(synthesized).filter(grant => actionsOf(grant).some(isWrite) && !reads(grant));
    expect(writes.length).toBeGreaterThan(0);
    for (const grant of writes) {
      const attributes = JSON.stringify(grant.Condition ?? {});
      const mayLookAtReports = attributes.includes('["recording_sid","task_reports"]');
      expect(returned(grant)).toEqual(mayLookAtReports ? ['NONE', 'UPDATED_OLD'] : ['NONE']);
    }
  });
});

describe('the url-provider may', () => {
  test('only put items into the audit trail, and look up items of the catalog, also by three indexes', () => {
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

  test("read the configured account's recordings and learn which do not exist, and nothing else of S3", () => {
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

  test("decrypt with the bucket's key, but only through S3 and only for this bucket", () => {
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

  test('fetch the one secret, if there is one', () => {
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

  test('do nothing of another kind', () => {
    const services = grantsOf('UrlProvider', everything)
      .flatMap(actionsOf)
      .map(action => action.split(':')[0]);
    expect([...new Set(services)].sort()).toEqual(['dynamodb', 'kms', 'logs', 's3', 'secretsmanager']);
  });
});

describe('the digest writer may', () => {
  test('read the trail by day, and nothing else of DynamoDB', () => {
    const onTables = grantsOf('AuditDigest').filter(grant =>
      actionsOf(grant).some(name => name.startsWith('dynamodb:')),
    );
    expect(onTables.map(grant => [actionsOf(grant), resourcesOf(grant)])).toEqual([
      [['dynamodb:Query'], ['<AccessAudit.Arn>/index/by-day']],
    ]);
  });

  test('create objects of the archive, never over another, and read them: no deletion, no touching of a lock', () => {
    const onS3 = grantsOf('AuditDigest').filter(grant => actionsOf(grant).some(name => name.startsWith('s3:')));
    const objects = ['<AuditArchive.Arn>/digests/*', '<AuditArchive.Arn>/events/*'];
    expect(onS3.map(grant => [actionsOf(grant), resourcesOf(grant).sort(), grant.Condition])).toEqual([
      [['s3:PutObject'], objects, { Null: { 's3:if-none-match': 'false' } }],
      [['s3:GetObject'], objects, undefined],
      [['s3:ListBucket'], ['<AuditArchive.Arn>'], undefined],
    ]);
  });

  test('sign with its key, by one algorithm', () => {
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

describe.each(variants)('nothing deployed ($name configured)', ({ synthesized }) => {
  test('can delete or overwrite an object of the archive, lift a lock, or use its key for anything but signing', () => {
    const onArchive = statements(synthesized).filter(
      statement =>
        !isLogWriter(statement) &&
        resourcesOf(statement).some(resource => /AuditArchive|AuditSigningKey/.test(resource) || resource === '*'),
    );
    expect([...new Set(onArchive.flatMap(actionsOf))].sort()).toEqual([
      'kms:Sign',
      's3:GetObject',
      's3:ListBucket',
      's3:PutObject',
    ]);
  });
});

describe('twilio-events may', () => {
  const grants = grantsOf('TwilioEvents', everything);

  test('add facts to the catalog, fetch the secret and write its log, and nothing else', () => {
    expect(grants.map(grant => [actionsOf(grant), resourcesOf(grant)])).toEqual([
      [['logs:CreateLogStream', 'logs:PutLogEvents'], [expect.stringContaining('TwilioEventsLog')]],
      [
        ['secretsmanager:GetSecretValue'],
        ['arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:twilio/flex-??????'],
      ],
      [['dynamodb:UpdateItem'], [expect.stringContaining('RecordingsCatalog')]],
      [['dynamodb:UpdateItem'], [expect.stringContaining('RecordingsCatalog')]],
    ]);
  });

  test('not write what the company decides, nor what the media endpoint has verified', () => {
    const names = grants
      .filter(grant => actionsOf(grant).includes('dynamodb:UpdateItem'))
      .flatMap(({ Condition }) => {
        const condition = Condition as Record<string, Record<string, string[]>> | undefined;
        return condition?.['ForAllValues:StringEquals']?.['dynamodb:Attributes'] ?? [];
      });
    expect(names).toEqual(expect.arrayContaining(['recording_sid', 'encryption', 'task_reports']));
    for (const name of ['restricted', 'tags', 'agent_worker_sid', 'queue', 'team', 'verified'])
      expect(names).not.toContain(name);
  });

  test('do nothing without a secret, since there is nothing to check a signature with: it is not there', () => {
    expect(functions(minimal).map(([id]) => id)).not.toContainEqual(expect.stringContaining('TwilioEvents'));
    expect(minimal.text).not.toContain('/twilio/');
  });
});
