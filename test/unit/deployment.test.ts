import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { awsClients } from '../../bin/deployment/aws-clients.ts';
import { stackOutput, stackOutputs } from '../../bin/deployment/stack-outputs.ts';
import { tableOf } from '../../bin/deployment/table-options.ts';
import { AwsError, UsageError } from '../../bin/terminal/exit-code.ts';

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

describe('a command finds the resources', () => {
  it('of the stack, by its outputs, asking once for all of them', async () => {
    stackWith({ RecordingsTableName: 'recordings-1', AuditTableName: 'audit-1' });
    expect(await stackOutputs(STACK, ['RecordingsTableName', 'AuditTableName'])).toEqual({
      RecordingsTableName: 'recordings-1',
      AuditTableName: 'audit-1',
    });
    expect(cloudFormation.calls()).toHaveLength(1);
    expect(await tableOf(STACK, 'RecordingsTableName')).toBe('recordings-1');
  });

  it('that were named, without asking AWS', async () => {
    expect(await tableOf({ ...STACK, table: 'mine' }, 'AuditTableName')).toBe('mine');
    expect(cloudFormation.calls()).toEqual([]);
  });

  it('or says what is missing', async () => {
    stackWith({ AuditTableName: 'audit-1' });
    await expect(stackOutput(STACK, 'RecordingsTableName')).rejects.toThrow(AwsError);
    await expect(stackOutput(STACK, 'RecordingsTableName')).rejects.toThrow(/no output RecordingsTableName/);
  });
});

describe('the credentials of the local administrator', () => {
  const credentialsFor = async (endpoint: string) => {
    const { accessKeyId } = await awsClients({ region: 'us-east-1', endpoint }).dynamoDb().config.credentials();
    return accessKeyId;
  };

  it('are given to a local stack, if there are no others', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    vi.stubEnv('AWS_PROFILE', undefined);
    expect(await credentialsFor('http://127.0.0.1:4566')).toBe('test');
  });

  it.each(['http://127.evil.example', 'https://localhost.evil.example'])('are not given to %s', async endpoint => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    vi.stubEnv('AWS_PROFILE', undefined);
    await expect(credentialsFor(endpoint)).rejects.toThrow(/Could not load credentials/);
  });

  it('are no answer to an endpoint that is no URL', () => {
    expect(() => awsClients({ endpoint: 'localhost' })).toThrow(UsageError);
  });
});
