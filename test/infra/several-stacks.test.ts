import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { SecurePlayback } from '../../lib/index.ts';
import { readTemplate } from '../../local/template/read-template.ts';
import { asText, EVERYTHING, functions, MINIMAL, synthesize } from './synthesized.ts';

const stackNames = ['FlexSecurePlayback', 'FlexSecurePlayback-test'] as const;
const deployments = stackNames.map(stackName => {
  const { createBucket: _, accessLogReaders: __, verifyOnArrival: ___, ...settings } = EVERYTHING;
  return { stackName, ...synthesize({ ...settings, stackName }) };
});

describe('two deployments in one account and region', () => {
  test('have templates that differ in nothing but the name of the stack', () => {
    const [production, testing] = deployments.map(({ text }) =>
      text.replaceAll('FlexSecurePlayback-test', 'FlexSecurePlayback'),
    );
    expect(deployments[1]?.text).not.toBe(deployments[0]?.text);
    expect(withoutPermissionIds(testing)).toEqual(withoutPermissionIds(production));
  });

  test('share no name of a resource', () => {
    const [production = [], testing = []] = deployments.map(({ resources, stackName }) =>
      Object.entries(resources).flatMap(([id, { Type, Properties }]) =>
        Object.entries(Properties ?? {})
          // What names a resource in its account. The name of an API and a display name are labels.
          .filter(([key]) => NAMES[Type]?.includes(key))
          .map(([key, value]) => `${Type} ${id} ${key} ${asText(value).replace('<AWS::StackName>', stackName)}`),
      ),
    );
    // The dashboard and CloudTrail's trail.
    expect(production).toHaveLength(2);
    expect(production.filter(name => testing.includes(name))).toEqual([]);
  });

  test('give each function the name of its own stack, for the metrics', () => {
    for (const { stackName, directory, ...synthesized } of deployments) {
      const template = JSON.parse(synthesized.text);
      const local = readTemplate({ template, outdir: directory, stackName });
      expect(functions({ directory, ...synthesized }).length).toBeGreaterThan(5);
      for (const { environment } of local.functions) expect(environment['STACK_NAME']).toBe(stackName);
    }
  });
});

/** CDK puts the name of the stack into the ids of permissions, and a hash of it. Nothing depends on these ids. */
const withoutPermissionIds = (text = ''): unknown => {
  const { Resources, ...rest } = JSON.parse(text) as { Resources: Record<string, { readonly Type: string }> };
  const permission = ([, { Type }]: [string, { readonly Type: string }]) => Type === 'AWS::Lambda::Permission';
  const resources = Object.entries(Resources);
  return {
    ...rest,
    resources: resources.filter(entry => !permission(entry)),
    permissions: resources.filter(permission).map(([, resource]) => resource),
  };
};

/** The properties by which CloudFormation lets a template name a resource that must be unique in an account and region. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  'AWS::CloudTrail::Trail': ['TrailName'],
  'AWS::CloudWatch::Alarm': ['AlarmName'],
  'AWS::CloudWatch::Dashboard': ['DashboardName'],
  'AWS::DynamoDB::Table': ['TableName'],
  'AWS::Events::Rule': ['Name'],
  'AWS::IAM::ManagedPolicy': ['ManagedPolicyName'],
  'AWS::IAM::Role': ['RoleName'],
  'AWS::KMS::Alias': ['AliasName'],
  'AWS::Lambda::Function': ['FunctionName'],
  'AWS::Logs::LogGroup': ['LogGroupName'],
  'AWS::S3::Bucket': ['BucketName'],
  'AWS::SNS::Topic': ['TopicName'],
  'AWS::SQS::Queue': ['QueueName'],
};

test('no output is exported, because the names of exports are unique in an account and region', () => {
  for (const { outputs } of deployments)
    for (const output of Object.values(outputs)) expect(output).not.toHaveProperty('Export');
});

test('two deployments of one app that create the same bucket are refused at synthesis', () => {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
  const settings = { ...MINIMAL, createBucket: true };
  new SecurePlayback(new Stack(app, 'Production'), 'Playback', settings);
  expect(() => new SecurePlayback(new Stack(app, 'Testing'), 'Playback', settings)).toThrow(
    'Production/Playback also creates the bucket "recordings"',
  );
  const testing = new Stack(app, 'Other');
  new SecurePlayback(testing, 'Playback', { ...settings, bucketName: 'other' });
  expect(Object.keys(Template.fromStack(testing).findResources('AWS::S3::Bucket'))).toContain('Recordings');
});
