import { describe, expect, test } from 'vitest';
import { parseAuditDigestConfig } from '../../lambda/audit-digest/config.ts';
import { parseTwilioEventsConfig } from '../../lambda/twilio-events/config.ts';
import { parseUrlProviderConfig } from '../../lambda/url-provider/config.ts';
import {
  ACCOUNT_SID,
  asText,
  EVERYTHING,
  functions,
  MINIMAL,
  ofType,
  PUBLIC_KEY_SID,
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

const urlProvider = (synthesized = minimal) => {
  const found = functions(synthesized).find(([id]) => id.startsWith('UrlProvider'));
  if (!found) throw new Error('there is no url-provider function');
  return found[1];
};

interface Rule {
  readonly Targets: readonly { readonly Arn: { readonly 'Fn::GetAtt': readonly [string, string] } }[];
}

/** Run by EventBridge rather than by a gateway: nobody waits for it. */
const isScheduled = (synthesized: typeof minimal, functionId: string): boolean =>
  ofType<Rule>(synthesized, 'AWS::Events::Rule').some(([, { Properties }]) =>
    Properties.Targets.some(({ Arn }) => Arn['Fn::GetAtt'][0] === functionId),
  );

describe.each(variants)('with the $name configured, every function', ({ synthesized }) => {
  test.each(functions(synthesized))('%s runs on Node 24, arm64, from a CommonJS bundle', (_, { Properties }) => {
    expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'], Handler: 'index.handler' });
  });

  test.each(functions(synthesized))('%s ends before its gateway gives up, if it has one', (id, { Properties }) => {
    // HTTP APIs wait 30 s, a streaming REST API 15 minutes.
    const isPatient = isScheduled(synthesized, id) || id.includes('Media');
    expect(Properties.Timeout).toBeLessThan(isPatient ? 901 : 30);
  });

  test.each(functions(synthesized))('%s writes to a log group of its own that expires', (_, fn) => {
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

  test('has a role of its own, which only Lambda may take on', () => {
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

  test.each(functions(synthesized))('%s is told names and numbers, never a secret', (_, { Properties }) => {
    const values = Object.values(Properties.Environment.Variables).map(asText);
    expect(values.length).toBeGreaterThan(0);
    for (const value of values) expect(value).not.toMatch(/\{\{resolve:|<[^>]*Secret[^>]*>/);
    for (const name of Object.keys(Properties.Environment.Variables)) {
      expect(name).not.toMatch(/PASSWORD|AUTH_TOKEN|PRIVATE|(SECRET|API_KEY)$/);
    }
  });
});

describe('the url-provider', () => {
  const configured = (synthesized = minimal) =>
    parseUrlProviderConfig({
      AWS_REGION: 'eu-central-1',
      LAMBDA_TASK_ROOT: '/var/task',
      ...Object.fromEntries(
        Object.entries(urlProvider(synthesized).Properties.Environment.Variables).map(([name, value]) => [
          name,
          asText(value),
        ]),
      ),
    });

  test('reads from its environment what was configured, defaults included', () => {
    expect(configured()).toEqual({
      region: 'eu-central-1',
      bucketRegion: 'eu-central-1',
      accountSid: ACCOUNT_SID,
      recordingsBucket: 'recordings',
      objectKeys: ['{accountSid}/{recordingSid}', '{accountSid}/{recordingSid}.wav'],
      recordingsTable: '<RecordingsCatalog>',
      codeDirectory: '/var/task',
      auditTable: '<AccessAudit>',
      iamBaseUrl: 'https://iam.twilio.com',
      tokenCacheSeconds: 30,
      delivery: 's3',
      publicKeySids: [],
      linkLifetime: { minSeconds: 120, maxSeconds: 3600 },
    });
  });

  test('is told about the secret, the retention and the bucket that the stack made', () => {
    expect(configured(everything)).toMatchObject({
      recordingsBucket: '<Recordings>',
      auditRetentionDays: 400,
      twilioSecretName: 'twilio/flex',
      delivery: 'stream',
      publicKeySids: [PUBLIC_KEY_SID, `CR${'2'.repeat(32)}`],
      streaming: { mediaUrl: expect.stringMatching(/\/media$/), linksTable: '<MediaLinks>' },
    });
  });
});

test('twilio-events is told the account, the catalog and the secret', () => {
  const fn = functions(everything).find(([id]) => id.startsWith('TwilioEvents'))?.[1];
  const variables = Object.entries(fn?.Properties.Environment.Variables ?? {}).map(([name, value]) => [
    name,
    asText(value),
  ]);
  expect(parseTwilioEventsConfig({ AWS_REGION: 'eu-central-1', ...Object.fromEntries(variables) })).toEqual({
    region: 'eu-central-1',
    accountSid: ACCOUNT_SID,
    recordingsTable: '<RecordingsCatalog>',
    twilioSecretName: 'twilio/flex',
  });
});

describe('reserved concurrency', () => {
  const configured = synthesize({ ...MINIMAL, reservedConcurrency: { 'audit-digest': 1, media: 7 } });
  const none = synthesize({ ...MINIMAL, reservedConcurrency: {} });
  const reservedOf = (synthesized: typeof minimal) =>
    Object.fromEntries(
      functions(synthesized).map(([id, { Properties }]) => [
        /^[A-Z][a-z]+[A-Z][a-z]+/.exec(id)?.[0],
        Properties.ReservedConcurrentExecutions,
      ]),
    );

  test('is kept for listeners and for callbacks, out of reach of every other function', () => {
    expect(reservedOf(everything)).toEqual({
      UrlProvider: 100,
      TwilioEvents: 100,
      StreamedDelivery: undefined,
      AuditDigest: undefined,
    });
  });

  test.each([
    [minimal, 100],
    [everything, 200],
  ])('is explained with the quota that the account needs: %#', (synthesized, reserved) => {
    expect(synthesized.notes).toEqual([
      expect.stringContaining(`keeps ${reserved} of the account's concurrent Lambda executions`),
    ]);
    expect(synthesized.notes[0]).toContain(`a quota of ${reserved + 100} in this region`);
  });

  test('is what was configured, or nothing', () => {
    expect(reservedOf(configured)).toEqual({ UrlProvider: undefined, AuditDigest: 1 });
    expect(configured.notes).toEqual([expect.stringContaining('a quota of 101 in')]);
    expect([reservedOf(none), none.notes]).toEqual([{ UrlProvider: undefined, AuditDigest: undefined }, []]);
  });
});

describe('no role of a function', () => {
  test.each(variants)('has a managed policy, or one that hides in the role ($name)', ({ synthesized }) => {
    const roles = ofType<RoleProperties>(synthesized, 'AWS::IAM::Role');
    expect(roles.length).toBeGreaterThan(0);
    for (const [, { Properties }] of roles) {
      expect(Properties.ManagedPolicyArns).toBeUndefined();
      const isOfFunction = JSON.stringify(Properties.AssumeRolePolicyDocument).includes('lambda.amazonaws.com');
      if (isOfFunction) expect(Properties.Policies).toBeUndefined();
    }
    expect(ofType(synthesized, 'AWS::IAM::ManagedPolicy')).toEqual([]);
  });
});

describe('the digest writer', () => {
  const digest = functions(minimal).find(([id]) => id.startsWith('AuditDigest'));

  test('reads from its environment what the stack made', () => {
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

  test('is never run again for a run that failed, neither by EventBridge nor by Lambda: the next one catches up', () => {
    const [digestId] = digest ?? [];
    expect(ofType(minimal, 'AWS::Lambda::EventInvokeConfig').map(([, { Properties }]) => Properties)).toEqual([
      { FunctionName: { Ref: digestId }, MaximumRetryAttempts: 0, Qualifier: '$LATEST' },
    ]);
    expect(ofType(minimal, 'AWS::Events::Rule')).toMatchObject([
      [expect.anything(), { Properties: { Targets: [{ RetryPolicy: { MaximumRetryAttempts: 0 } }] } }],
    ]);
  });

  test('runs once in every window, and may take all the time that Lambda gives', () => {
    expect(ofType(minimal, 'AWS::Events::Rule')).toMatchObject([
      [
        expect.anything(),
        {
          Properties: {
            ScheduleExpression: 'rate(15 minutes)',
            State: 'ENABLED',
            Targets: [{ Arn: { 'Fn::GetAtt': [digest?.[0], 'Arn'] } }],
          },
        },
      ],
    ]);
    expect(digest?.[1].Properties.Timeout).toBe(900);
  });
});
