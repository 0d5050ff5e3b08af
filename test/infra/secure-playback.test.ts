import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AccountRootPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { describe, expect, test } from 'vitest';
import { PlaybackConfigError, SecurePlayback } from '../../lib/index.ts';
import { MINIMAL, PUBLIC_KEY_SID, type Resource, synthesize } from './synthesized.ts';

const deployed = synthesize(MINIMAL);

/** A stack of an app without feature flags. Synthesis of its template bundles nothing. */
const emptyStack = (id = 'Company') =>
  new Stack(new App({ analyticsReporting: false, context: { 'aws:cdk:bundling-stacks': [] } }), id);
const resourcesOf = (stack: Stack): Record<string, Resource> => Template.fromStack(stack).toJSON()['Resources'];
const typesOf = (resources: Readonly<Record<string, { readonly Type: string }>>) =>
  Object.values(resources).map(({ Type }) => Type);

describe('the construct', () => {
  const stack = emptyStack();
  const playback = new SecurePlayback(stack, 'Playback', MINIMAL);
  const auditor = new Role(stack, 'Auditor', { assumedBy: new AccountRootPrincipal() });
  playback.grantReadAuditTrail(auditor);
  const { Outputs } = Template.fromStack(stack).toJSON();
  const resources = resourcesOf(stack);

  test('creates the resources of the app, in an app without feature flags', () => {
    const own = typesOf(resources).filter(type => type !== 'AWS::IAM::Role' && type !== 'AWS::IAM::Policy');
    const apps = typesOf(deployed.resources).filter(type => type !== 'AWS::IAM::Role' && type !== 'AWS::IAM::Policy');
    expect(own.sort()).toEqual(apps.sort());
  });

  test('names its outputs as the app does, so that the command lines find them', () => {
    expect(Object.keys(Outputs).sort()).toEqual(Object.keys(deployed.outputs).sort());
  });

  test('lets an auditor query the audit trail, and change nothing', () => {
    const policy = Object.values(resources).find(
      ({ Type, Properties }) => Type === 'AWS::IAM::Policy' && JSON.stringify(Properties['Roles']).includes('Auditor'),
    );
    expect(policy?.Properties['PolicyDocument']).toMatchObject({
      Statement: [
        {
          Effect: 'Allow',
          Action: ['dynamodb:GetItem', 'dynamodb:Query'],
          Resource: [
            { 'Fn::GetAtt': ['AccessAudit', 'Arn'] },
            { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['AccessAudit', 'Arn'] }, '/index/*']] },
          ],
        },
      ],
    });
  });

  test('returns the metric on which the alarm for internal errors is set', () => {
    const { namespace, metricName, dimensions } = playback.metricFailures('internal_error');
    // In another stack, a reference would mean that stack.
    expect(dimensions?.['stack']).toBe('Company');
    expect(findAlarm('InternalErrors')).toMatchObject({
      Properties: {
        Namespace: namespace,
        MetricName: metricName,
        Dimensions: Object.entries({ ...dimensions, stack: { Ref: 'AWS::StackName' } })
          .map(([Name, Value]) => ({ Name, Value }))
          .sort((left, right) => (left.Name < right.Name ? -1 : 1)),
      },
    });
  });
});

const findAlarm = (name: string) =>
  Object.entries(deployed.resources).find(([id, { Type }]) => Type.endsWith('::Alarm') && id.includes(name))?.[1];

test('a bucket and keys of the same app can be given as references', () => {
  const stack = emptyStack();
  const bucket = new Bucket(stack, 'Bucket');
  const key = new Key(stack, 'Key');
  new SecurePlayback(stack, 'Playback', {
    ...MINIMAL,
    bucketName: bucket.bucketName,
    bucketKmsKeyArn: key.keyArn,
    encryptionKeys: { [PUBLIC_KEY_SID]: key.keyArn },
  });
  const text = JSON.stringify(resourcesOf(stack));
  expect(text).toContain('"RECORDINGS_BUCKET":{"Ref":"Bucket');
  expect(text).toContain('"kms:ViaService":{"Fn::Join":["",["s3.",{"Fn::Select":[3,{"Fn::Split":[":",');
});

test('a second deployment in the same stack is refused, with what to do', () => {
  const stack = emptyStack();
  new SecurePlayback(stack, 'First', MINIMAL);
  expect(() => new SecurePlayback(stack, 'Second', MINIMAL)).toThrow(
    'The stack Company already contains SecurePlayback "First": put "Second" into a stack of its own',
  );
});

test('all problems of the properties are reported at once', () => {
  const build = () =>
    new SecurePlayback(emptyStack(), 'Playback', {
      accountSid: 'AC1',
      bucketName: 'recordings',
      tokenCacheSeconds: 61,
    });
  expect(build).toThrow(PlaybackConfigError);
  expect(build).toThrow(/accountSid is "AC1".*\n.*tokenCacheSeconds is 61/);
});
