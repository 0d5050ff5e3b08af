import { describe, expect, test } from 'vitest';
import {
  ACCOUNT_SID,
  actionsOf,
  EVERYTHING,
  KMS_KEY_ARN,
  MINIMAL,
  resourcesOf,
  type Statement,
  statements,
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

/** The wildcards that are the narrowest resource that AWS can express, with the reason. */
const JUSTIFIED_WILDCARDS = [
  // The digits of a recording SID are not known in advance.
  new RegExp(`/${ACCOUNT_SID}/RE\\*(\\.wav)?$`),
  // Secrets Manager adds six random characters to a secret's name.
  /:secret:[\w/]+-\?{6}$/,
  // The names of a window's objects contain its time.
  /^<AuditArchive\.Arn>\/(events|digests)\/\*$/,
  // S3 chooses the names of its log objects.
  /^<RecordingsAccessLog\.Arn>\/\*$/,
];

const WRITES_BEYOND_PUT = /^dynamodb:(?!(PutItem|GetItem|BatchGetItem|Query|Scan|DescribeTable)$)/;

describe.each(variants)('every grant ($name configured)', ({ synthesized }) => {
  test('names its actions without wildcards', () => {
    const actions = statements(synthesized).flatMap(actionsOf);
    expect(actions.length).toBeGreaterThan(0);
    for (const action of actions) expect(action).toMatch(/^[a-z0-9-]+:[A-Za-z]+$/);
  });

  test('names its resources without wildcards, except those with a reason', () => {
    for (const statement of statements(synthesized)) {
      expect(statement).toMatchObject({ Effect: 'Allow' });
      for (const resource of resourcesOf(statement)) {
        const justified = JUSTIFIED_WILDCARDS.some(pattern => pattern.test(resource));
        if (!justified && !isLogWriter(statement)) expect(resource).not.toMatch(/[*?]/);
      }
    }
  });

  test('on the audit trail allows only to append and to read items', () => {
    const onAudit = statements(synthesized).filter(statement =>
      resourcesOf(statement).some(resource => resource.includes('AccessAudit') || resource.includes('*')),
    );
    expect(onAudit.flatMap(actionsOf)).toContain('dynamodb:PutItem');
    for (const action of onAudit.flatMap(actionsOf)) expect(action).not.toMatch(WRITES_BEYOND_PUT);
  });
});

describe.each(variants)('a grant to write to a table ($name configured)', ({ synthesized }) => {
  const isWrite = (action: string) => /^dynamodb:(Put|Update|Delete)Item$/.test(action);
  const reads = (grant: Statement) => actionsOf(grant).includes('dynamodb:GetItem');
  const returned = (grant: Statement) =>
    [
      (grant.Condition as Record<string, Record<string, string | string[]>> | undefined)?.['StringEqualsIfExists']?.[
        'dynamodb:ReturnValues'
      ] ?? 'ANY',
    ].flat();

  test('does not return stored values, except of task reports, unless the role may read the item', () => {
    const writes = statements(synthesized).filter(grant => actionsOf(grant).some(isWrite) && !reads(grant));
    expect(writes.length).toBeGreaterThan(0);
    for (const grant of writes) {
      const attributes = JSON.stringify(grant.Condition ?? {});
      const mayReadSet = /\["recording_sid","(task_reports|joined)"\]/.test(attributes);
      expect(returned(grant)).toEqual(mayReadSet ? ['NONE', 'UPDATED_OLD'] : ['NONE']);
    }
  });
});

describe.each(variants)('no function ($name configured)', ({ synthesized }) => {
  test('can delete an object of the archive, lift a lock, or use the signing key for anything but signing and its public half', () => {
    const onArchive = statements(synthesized).filter(
      statement =>
        !isLogWriter(statement) &&
        resourcesOf(statement).some(resource => /AuditArchive|AuditSigningKey/.test(resource) || resource === '*'),
    );
    expect([...new Set(onArchive.flatMap(actionsOf))].sort()).toEqual([
      'kms:GetPublicKey',
      'kms:Sign',
      's3:GetObject',
      's3:GetObjectVersion',
      's3:ListBucket',
      's3:ListBucketVersions',
      's3:PutObject',
    ]);
  });
});
