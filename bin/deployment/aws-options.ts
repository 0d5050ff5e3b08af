import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Command } from 'commander';
import { AwsError, UsageError } from '../terminal/exit-code.ts';

/** Where the tables are, as the command line says it. */
export interface AwsOptions {
  readonly stack: string;
  /** The Recordings table. */
  readonly table?: string;
  readonly region?: string;
  readonly endpoint?: string;
}

/** Tables of the local stack: its names never change. */
const LOCAL_TABLES = {
  RecordingsTableName: 'FlexSecurePlayback-RecordingsCatalog-LOCAL',
  AuditTableName: 'FlexSecurePlayback-AccessAudit-LOCAL',
};

/** Adds the options by which every command finds the deployment. */
export const withAwsOptions = (command: Command): Command =>
  command
    .option('--stack <name>', 'the deployed stack', 'FlexSecurePlayback')
    .option('--table <name>', "the Recordings table (default: the stack's)")
    .option('--region <name>', "AWS region (default: the environment's)")
    .option('--endpoint <url>', 'AWS endpoint of a local stack, such as http://127.0.0.1:4566');

/** Clients that take their time: a person waits for all of the answer. Throws `UsageError` for an endpoint that is none. */
export const awsClients = ({ endpoint, region }: AwsOptions) => {
  if (endpoint !== undefined && !URL.canParse(endpoint)) {
    throw new UsageError(`--endpoint "${endpoint}" is not a URL. Example: --endpoint http://127.0.0.1:4566`);
  }
  const settings = {
    maxAttempts: 8,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true },
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint, ...(isLoopback(endpoint) && localDefaults(region)) }),
  };
  return {
    cloudFormation: () => new CloudFormationClient(settings),
    dynamoDb: () => new DynamoDBClient(settings),
    secretsManager: () => new SecretsManagerClient(settings),
  };
};

/** The name of a table: a local stack's is known, a deployed stack tells it. Throws `AwsError` when it does not. */
export const tableName = async (options: AwsOptions, output: keyof typeof LOCAL_TABLES): Promise<string> => {
  if (options.endpoint !== undefined && isLoopback(options.endpoint)) return LOCAL_TABLES[output];
  const { Stacks } = await awsClients(options)
    .cloudFormation()
    .send(new DescribeStacksCommand({ StackName: options.stack }));
  const value = Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === output)?.OutputValue;
  if (!value) throw new AwsError(`The stack ${options.stack} has no output ${output}: name the table by --table.`);
  return value;
};

/** The Recordings table: the one that was named, else the deployment's. */
export const recordingsTable = async (options: AwsOptions): Promise<string> =>
  options.table ?? (await tableName(options, 'RecordingsTableName'));

const isLoopback = (endpoint: string): boolean =>
  /^(localhost|\[::1\]|127(\.\d{1,3}){3})$/.test(new URL(endpoint).hostname);

/** The local stack knows its administrator by the key id `test`; no other endpoint is ever given that. */
const localDefaults = (region: string | undefined) => {
  const { AWS_ACCESS_KEY_ID, AWS_PROFILE, AWS_REGION } = process.env;
  return {
    ...(!AWS_ACCESS_KEY_ID && !AWS_PROFILE && { credentials: { accessKeyId: 'test', secretAccessKey: 'test' } }),
    ...(!region && !AWS_REGION && { region: 'us-east-1' }),
  };
};
