import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { awsClients, recordingsTable, tableName } from '../../bin/deployment/aws-options.ts';
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

describe('a command finds the tables', () => {
  it('of the deployed stack, by its outputs', async () => {
    stackWith({ RecordingsTableName: 'recordings-1', AuditTableName: 'audit-1' });
    expect(await recordingsTable(STACK)).toBe('recordings-1');
    expect(await tableName(STACK, 'AuditTableName')).toBe('audit-1');
  });

  it('that was named, without asking AWS', async () => {
    expect(await recordingsTable({ ...STACK, table: 'mine' })).toBe('mine');
    expect(cloudFormation.calls()).toEqual([]);
  });

  it.each(['http://127.0.0.1:4566', 'http://localhost:4566', 'http://[::1]:4566'])(
    'of a local stack at %s, without asking AWS',
    async endpoint => {
      expect(await recordingsTable({ ...STACK, endpoint })).toBe('FlexSecurePlayback-RecordingsCatalog-LOCAL');
      expect(cloudFormation.calls()).toEqual([]);
    },
  );

  it('or says what is missing', async () => {
    stackWith({ AuditTableName: 'audit-1' });
    await expect(recordingsTable(STACK)).rejects.toThrow(AwsError);
    await expect(recordingsTable(STACK)).rejects.toThrow(/no output RecordingsTableName: name the table by --table/);
  });
});

describe('the credentials of the local administrator', () => {
  const credentialsFor = async (endpoint: string) => {
    const { accessKeyId } = await awsClients({ stack: 'x', region: 'us-east-1', endpoint })
      .dynamoDb()
      .config.credentials();
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
    expect(() => awsClients({ stack: 'x', endpoint: 'localhost' })).toThrow(UsageError);
  });
});
