import { describe, expect, test } from 'vitest';
import {
  ACCOUNT_SID,
  actionsOf,
  asText,
  EVERYTHING,
  MINIMAL,
  ofType,
  type PolicyProperties,
  resourcesOf,
  type Synthesized,
  synthesize,
} from './synthesized.ts';

const minimal = synthesize(MINIMAL);
const everything = synthesize(EVERYTHING);

const policyOf = (synthesized: Synthesized, id: string) =>
  ofType<PolicyProperties>(synthesized, 'AWS::IAM::ManagedPolicy').find(([logicalId]) => logicalId === id)?.[1]
    .Properties;

/** Each statement as its actions, its resources and its condition. */
const grantsOf = (synthesized: Synthesized, id: string) =>
  (policyOf(synthesized, id)?.PolicyDocument.Statement ?? []).map(statement => [
    actionsOf(statement).join(' '),
    resourcesOf(statement).join(' '),
    ...(statement.Condition === undefined ? [] : [statement.Condition]),
  ]);

const STACK = [
  'cloudformation:DescribeStacks',
  'arn:<AWS::Partition>:cloudformation:<AWS::Region>:<AWS::AccountId>:stack/FlexSecurePlayback/*',
];
const indexes = (tables: Record<string, string[]>): string =>
  Object.entries(tables)
    .flatMap(([table, names]) => names.map(name => `<${table}.Arn>/index/${name}`))
    .join(' ');
const NO_VALUES = { StringEqualsIfExists: { 'dynamodb:ReturnValues': ['NONE'] } };

describe("the auditor's policy", () => {
  test.each([
    ['least', minimal],
    ['most', everything],
  ])('has exactly what the queries and the verification read (%s configured)', (_, synthesized) => {
    expect(grantsOf(synthesized, 'AuditorPolicy')).toEqual([
      STACK,
      ['dynamodb:GetItem dynamodb:Query dynamodb:Scan', '<AccessAudit.Arn>'],
      [
        'dynamodb:Query',
        indexes({
          AccessAudit: ['by-day', 'by-name', 'by-user'],
          RecordingsCatalog: ['by-agent', 'by-call', 'by-conference', 'by-set-agent', 'by-task'],
        }),
      ],
      ['s3:GetObject s3:GetObjectVersion', '<AuditArchive.Arn>/digests/* <AuditArchive.Arn>/events/*'],
      ['s3:ListBucket s3:ListBucketVersions', '<AuditArchive.Arn>'],
      ['kms:GetPublicKey', '<AuditSigningKey.Arn>'],
    ]);
  });
});

describe("the operator's policy", () => {
  const keys = [`${ACCOUNT_SID}/RE*`, `${ACCOUNT_SID}/RE*.wav`];
  const grants = (bucket: string, links: Record<string, string[]> = {}) => [
    [
      'dynamodb:PutItem',
      '<AccessAudit.Arn>',
      { ...NO_VALUES, 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['RE*'] } },
    ],
    ['dynamodb:Query', indexes({ AccessAudit: ['by-name'], ...links })],
    ['dynamodb:GetItem', '<RecordingsCatalog.Arn>'],
    [
      'dynamodb:UpdateItem',
      '<RecordingsCatalog.Arn>',
      {
        ...NO_VALUES,
        'ForAllValues:StringEquals': {
          'dynamodb:Attributes': ['recording_sid', 'agent_worker_sid', 'queue', 'team', 'tags', 'restricted', 'held'],
        },
      },
    ],
    ['s3:GetObjectLegalHold s3:PutObjectLegalHold', keys.map(key => `${bucket}/${key}`).join(' ')],
    ['s3:GetBucketObjectLockConfiguration', bucket],
    ['s3:ListBucketVersions', bucket, { StringLike: { 's3:prefix': keys } }],
  ];

  test('has exactly what setting facts and holds needs, with conditions', () => {
    const bucket = 'arn:<AWS::Partition>:s3:::recordings';
    expect(grantsOf(minimal, 'OperatorPolicy')).toEqual([STACK, ...grants(bucket)]);
  });

  test('with streamed links, also has what revoking needs', () => {
    expect(grantsOf(everything, 'OperatorPolicy')).toEqual([
      STACK,
      ...grants('<Recordings.Arn>', { MediaLinks: ['by-event', 'by-recording', 'by-user'] }),
      [
        'dynamodb:UpdateItem',
        '<MediaLinks.Arn>',
        {
          'ForAllValues:StringEquals': {
            'dynamodb:Attributes': ['link_hash', 'expires_at', 'revocation', 'revocation_recorded_at'],
          },
        },
      ],
      [
        'dynamodb:UpdateItem',
        '<LinkCoverage.Arn>',
        {
          ...NO_VALUES,
          'ForAllValues:StringEquals': {
            'dynamodb:Attributes': ['link_hash', 'closed_at', 'due_shard', 'due_at', 'revoked_at'],
          },
        },
      ],
    ]);
  });
});

test.each(['AuditorPolicy', 'OperatorPolicy'])('%s is attached to nobody, and an output names it', id => {
  const properties = policyOf(minimal, id);
  for (const target of ['Roles', 'Users', 'Groups']) expect(properties).not.toHaveProperty(target);
  expect(asText(minimal.outputs[`${id}Arn`]?.Value)).toBe(`<${id}>`);
});
