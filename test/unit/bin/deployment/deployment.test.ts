import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { awsClients, awsErrorOf } from '../../../../bin/deployment/aws-clients.ts';
import { readStackOutput, readStackOutputs } from '../../../../bin/deployment/stack-outputs.ts';
import { resolveTableName } from '../../../../bin/deployment/table-options.ts';
import { AwsError, UsageError } from '../../../../bin/terminal/exit-code.ts';

const cloudFormation = mockClient(CloudFormationClient);
afterEach(() => {
  cloudFormation.reset();
  vi.unstubAllEnvs();
});

const STACK = { stack: 'FlexSecurePlayback', region: 'eu-central-1' };
const stackWith = (outputs: Record<string, string>) =>
  cloudFormation.on(DescribeStacksCommand, { StackName: STACK.stack }).resolves({
    Stacks: [
      {
        StackName: STACK.stack,
        CreationTime: new Date(0),
        StackStatus: 'UPDATE_COMPLETE',
        Outputs: Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
      },
    ],
  });

describe('the resource names of a command', () => {
  test('are read from the outputs of the stack, with one request', async () => {
    stackWith({ RecordingsTableName: 'recordings-1', AuditTableName: 'audit-1' });
    expect(await readStackOutputs(STACK, ['RecordingsTableName', 'AuditTableName'])).toEqual({
      RecordingsTableName: 'recordings-1',
      AuditTableName: 'audit-1',
    });
    expect(cloudFormation.calls()).toHaveLength(1);
    expect(await resolveTableName(STACK, 'RecordingsTableName')).toBe('recordings-1');
  });

  test('are the given ones, without a request to AWS', async () => {
    expect(await resolveTableName({ ...STACK, table: 'mine' }, 'AuditTableName')).toBe('mine');
    expect(cloudFormation.calls()).toEqual([]);
  });

  test('cause an error that names the missing output', async () => {
    stackWith({ AuditTableName: 'audit-1' });
    await expect(readStackOutput(STACK, 'RecordingsTableName')).rejects.toThrow(AwsError);
    await expect(readStackOutput(STACK, 'RecordingsTableName')).rejects.toThrow(/no output RecordingsTableName/);
  });
});

describe('the credentials of the local administrator', () => {
  const credentialsFor = async (endpoint: string) => {
    const { accessKeyId } = await awsClients({ region: 'us-east-1', endpoint }).dynamoDb().config.credentials();
    return accessKeyId;
  };

  test('are used for a local stack when no others are configured', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    vi.stubEnv('AWS_PROFILE', undefined);
    expect(await credentialsFor('http://127.0.0.1:4566')).toBe('test');
  });

  test.each(['http://127.evil.example', 'https://localhost.evil.example'])('are not used for %s', async endpoint => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    vi.stubEnv('AWS_PROFILE', undefined);
    await expect(credentialsFor(endpoint)).rejects.toThrow(/Could not load credentials/);
  });

  test('are not looked up for an endpoint that is not a URL', () => {
    expect(() => awsClients({ endpoint: 'localhost' })).toThrow(UsageError);
  });
});

describe('the region of a command', () => {
  const regionFor = (region?: string) => awsClients({ region }).kms().config.region();
  const nothingConfigured = () => {
    for (const name of ['AWS_REGION', 'AWS_PROFILE']) vi.stubEnv(name, undefined);
    for (const name of ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE']) vi.stubEnv(name, '/nowhere');
  };

  test('is the given one, even when another one is configured', async () => {
    vi.stubEnv('AWS_REGION', 'us-west-2');
    expect(await regionFor()).toBe('us-west-2');
    expect(await regionFor('eu-central-1')).toBe('eu-central-1');
  });

  test('causes an AwsError with an example when it is missing', async () => {
    nothingConfigured();
    await expect(regionFor()).rejects.toThrow(AwsError);
    await expect(regionFor()).rejects.toThrow(/has no region.+AWS_REGION=eu-central-1/);
  });

  test.each(['bad region!', 'eu-central-1.example.com', '-', ''])('cannot be %j', async region => {
    await expect(regionFor(region)).rejects.toThrow(AwsError);
    await expect(regionFor(region)).rejects.toThrow(`"${region}" is not an AWS region. Example: --region eu-central-1`);
  });

  test('is named in the message when an adapter fails because of it', () => {
    const cause = new AwsError('The AWS configuration has no region.');
    expect(awsErrorOf({ code: 'internal_error', reason: 'audit_unexpected', cause })).toBe(cause);
  });
});
