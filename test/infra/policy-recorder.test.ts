import { expect, test } from 'vitest';
import { parsePolicyRecorderConfig } from '../../lambda/policy-recorder/config.ts';
import { actionsOf, asText, EVERYTHING, functions, resourcesOf, statementsOf, synthesize } from './synthesized.ts';

const everything = synthesize(EVERYTHING);
const functionOf = (prefix: string) => {
  const found = functions(everything).find(([id]) => id.startsWith(prefix));
  if (!found) throw new Error(`there is no function ${prefix}…`);
  return found;
};
const [recorderId, recorder] = functionOf('PolicyRecorder');
const [urlProviderId] = functionOf('UrlProvider');

test('the policy-recorder may only put audit items about policies and write its log', () => {
  const grants = statementsOf(everything, recorder);
  expect(grants.map(grant => [actionsOf(grant), resourcesOf(grant), grant.Condition])).toEqual([
    [['logs:CreateLogStream', 'logs:PutLogEvents'], [expect.stringContaining('PolicyRecorderLog')], undefined],
    [
      ['dynamodb:PutItem'],
      ['<AccessAudit.Arn>'],
      {
        StringEqualsIfExists: { 'dynamodb:ReturnValues': ['NONE'] },
        'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['policies'] },
      },
    ],
  ]);
});

test('the policy-recorder has an environment from which its configuration can be parsed', () => {
  const variables = Object.entries(recorder.Properties.Environment.Variables);
  const environment = Object.fromEntries(variables.map(([name, value]) => [name, asText(value)]));
  expect(parsePolicyRecorderConfig({ AWS_REGION: 'eu-central-1', ...environment })).toEqual({
    ...{ region: 'eu-central-1', auditTable: '<AccessAudit>', auditRetentionDays: 400 },
  });
});

test('CloudFormation runs it for the deployed policy set, waits 3 minutes, and updates the url-provider afterwards', () => {
  const { DeployedPolicies: record } = everything.resources;
  expect(record).toMatchObject({
    Type: 'Custom::DeployedPolicies',
    Properties: {
      ServiceToken: { 'Fn::GetAtt': [recorderId, 'Arn'] },
      ServiceTimeout: '180',
      PolicySet: everything.outputs['PolicySet']?.Value,
    },
  });
  expect(everything.resources[urlProviderId]?.DependsOn).toContain('DeployedPolicies');
});

test('it has its permissions before it is started, and a failed run is not repeated', () => {
  const dependencies = [everything.resources[recorderId]?.DependsOn ?? []].flat();
  expect(dependencies).toContainEqual(expect.stringMatching(/^PolicyRecorderRoleDefaultPolicy/));
  const [settingsId, settings] =
    Object.entries(everything.resources).find(
      ([, { Type, Properties }]) =>
        Type === 'AWS::Lambda::EventInvokeConfig' && asText(Properties['FunctionName']) === `<${recorderId}>`,
    ) ?? [];
  expect(settings?.Properties).toMatchObject({ MaximumRetryAttempts: 0 });
  expect(everything.resources['DeployedPolicies']?.DependsOn ?? []).toContain(settingsId);
});
