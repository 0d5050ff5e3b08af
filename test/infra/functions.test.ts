import { describe, expect, test } from 'vitest';
import { parseAuditDigestConfig } from '../../lambda/audit-digest/config.ts';
import { parseAuditVerifierConfig } from '../../lambda/audit-verifier/config.ts';
import {
  asText,
  EVERYTHING,
  functions,
  MINIMAL,
  ofType,
  type RoleProperties,
  statementsOf,
  synthesize,
} from './synthesized.ts';

const minimal = synthesize(MINIMAL);
const everything = synthesize(EVERYTHING);

const variants = [
  { name: 'least', synthesized: minimal },
  { name: 'most', synthesized: everything },
];

interface Rule {
  readonly Targets: readonly { readonly Arn: { readonly 'Fn::GetAtt': readonly [string, string] } }[];
}

/** True if EventBridge invokes the function, so that no gateway waits for it. */
const isScheduled = (synthesized: typeof minimal, functionId: string): boolean =>
  ofType<Rule>(synthesized, 'AWS::Events::Rule').some(([, { Properties }]) =>
    Properties.Targets.some(({ Arn }) => Arn['Fn::GetAtt'][0] === functionId),
  );

/** The schedule on which EventBridge invokes the function. */
const scheduleOf = (synthesized: typeof minimal, functionId: string | undefined) =>
  ofType<Rule>(synthesized, 'AWS::Events::Rule')
    .map(([, { Properties }]) => Properties)
    .find(({ Targets }) => Targets.some(({ Arn }) => Arn['Fn::GetAtt'][0] === functionId));

/** How often Lambda retries a function that EventBridge invoked. */
const invokeConfigOf = (synthesized: typeof minimal, functionId: string | undefined) =>
  ofType<{ readonly FunctionName: { readonly Ref: string } }>(synthesized, 'AWS::Lambda::EventInvokeConfig')
    .map(([, { Properties }]) => Properties)
    .find(({ FunctionName }) => FunctionName.Ref === functionId);

describe.each(variants)('every function ($name configured)', ({ synthesized }) => {
  test.each(functions(synthesized))('%s runs on Node 24 and arm64', (_, { Properties }) => {
    expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'], Handler: 'index.handler' });
  });

  test.each(functions(synthesized))('%s has a time limit below that of its gateway', (id, { Properties }) => {
    // HTTP APIs wait 30 s, a streaming REST API 15 minutes.
    const isPatient = isScheduled(synthesized, id) || /Media|AccessLogReader/.test(id);
    expect(Properties.Timeout).toBeLessThan(isPatient ? 901 : 30);
  });

  test.each(functions(synthesized))('%s writes only to its own log group, which has a retention', (_, fn) => {
    const logGroupId = fn.Properties.LoggingConfig.LogGroup.Ref;
    expect(synthesized.resources[logGroupId]).toMatchObject({
      Type: 'AWS::Logs::LogGroup',
      Properties: { RetentionInDays: 90 },
    });
    expect(
      functions(synthesized).filter(([, other]) => other.Properties.LoggingConfig.LogGroup.Ref === logGroupId),
    ).toHaveLength(1);
    expect(statementsOf(synthesized, fn)).toContainEqual({
      Effect: 'Allow',
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: { 'Fn::GetAtt': [logGroupId, 'Arn'] },
    });
  });

  test('has its own role, which only Lambda may assume', () => {
    const roleIds = functions(synthesized).map(([, { Properties }]) => Properties.Role['Fn::GetAtt'][0]);
    expect(roleIds.length).toBeGreaterThan(0);
    expect(new Set(roleIds).size).toBe(roleIds.length);
    for (const id of roleIds) {
      const role = synthesized.resources[id]?.Properties as unknown as RoleProperties;
      expect(role.AssumeRolePolicyDocument.Statement.map(({ Principal }) => Principal)).toEqual([
        { Service: 'lambda.amazonaws.com' },
      ]);
    }
  });

  test.each(functions(synthesized))('%s has no secret in its environment', (_, { Properties }) => {
    const values = Object.values(Properties.Environment.Variables).map(asText);
    expect(values.length).toBeGreaterThan(0);
    for (const value of values) expect(value).not.toMatch(/\{\{resolve:|<[^>]*Secret[^>]*>/);
    for (const name of Object.keys(Properties.Environment.Variables)) {
      expect(name).not.toMatch(/PASSWORD|AUTH_TOKEN|PRIVATE|(SECRET|API_KEY)$/);
    }
  });
});

describe('the role of a function', () => {
  test.each(variants)('has neither managed nor inline policies ($name configured)', ({ synthesized }) => {
    const roles = ofType<RoleProperties>(synthesized, 'AWS::IAM::Role');
    expect(roles.length).toBeGreaterThan(0);
    for (const [, { Properties }] of roles) {
      expect(Properties.ManagedPolicyArns).toBeUndefined();
      const isOfFunction = JSON.stringify(Properties.AssumeRolePolicyDocument).includes('lambda.amazonaws.com');
      if (isOfFunction) expect(Properties.Policies).toBeUndefined();
    }
    // Those that the stack creates are for people.
    for (const [, { Properties }] of ofType(synthesized, 'AWS::IAM::ManagedPolicy'))
      expect(Properties).not.toHaveProperty('Roles');
  });
});

describe('the digest writer', () => {
  const digest = functions(minimal).find(([id]) => id.startsWith('AuditDigest'));

  test('has an environment from which its configuration can be parsed', () => {
    const variables = Object.entries(digest?.[1].Properties.Environment.Variables ?? {});
    const environment = Object.fromEntries(variables.map(([name, value]) => [name, asText(value)]));
    expect(parseAuditDigestConfig({ AWS_REGION: 'eu-central-1', ...environment })).toEqual({
      region: 'eu-central-1',
      auditTable: '<AccessAudit>',
      archiveBucket: '<AuditArchive>',
      signingKeyArn: '<AuditSigningKey.Arn>',
      writerVersion: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    });
  });

  const rule = scheduleOf(minimal, digest?.[0]);

  test('is not retried after a failed run, neither by EventBridge nor by Lambda', () => {
    expect(invokeConfigOf(minimal, digest?.[0])).toMatchObject({ MaximumRetryAttempts: 0 });
    expect(rule).toMatchObject({ Targets: [{ RetryPolicy: { MaximumRetryAttempts: 0 } }] });
  });

  test('runs every 15 minutes with Lambda’s longest time limit', () => {
    expect(rule).toMatchObject({ ScheduleExpression: 'rate(15 minutes)', State: 'ENABLED' });
    expect(digest?.[1].Properties.Timeout).toBe(900);
  });
});

describe('the audit verifier', () => {
  const verifier = functions(everything).find(([id]) => id.startsWith('AuditVerifier'));

  test('has an environment from which its configuration can be parsed', () => {
    const variables = Object.entries(verifier?.[1].Properties.Environment.Variables ?? {});
    const environment = Object.fromEntries(variables.map(([name, value]) => [name, asText(value)]));
    expect(parseAuditVerifierConfig({ AWS_REGION: 'eu-central-1', ...environment })).toEqual({
      region: 'eu-central-1',
      auditTable: '<AccessAudit>',
      auditRetentionDays: 400,
      archiveBucket: '<AuditArchive>',
      signingKeyArn: '<AuditSigningKey.Arn>',
    });
  });

  test('runs every day with Lambda’s longest time limit, and is retried twice', () => {
    expect(scheduleOf(everything, verifier?.[0])).toMatchObject({
      ScheduleExpression: 'rate(1 day)',
      State: 'ENABLED',
    });
    expect(verifier?.[1].Properties.Timeout).toBe(900);
    expect(invokeConfigOf(everything, verifier?.[0])).toMatchObject({ MaximumRetryAttempts: 2 });
  });
});
