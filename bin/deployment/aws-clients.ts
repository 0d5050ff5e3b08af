import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import type { Failure } from '../../lambda/domain/shared/failure.ts';
import { AwsError, UsageError } from '../terminal/exit-code.ts';
import { profileCredentials } from './aws-credentials.ts';
import type { AwsOptions } from './aws-options.ts';
import { regionFinder } from './region-finder.ts';

/**
 * Returns functions that create the AWS clients of the command line. They allow more attempts and longer times than the
 * functions' clients: a complete answer matters more here than a fast one. Nothing is sent yet.
 * Throws `UsageError` when the endpoint is not a URL.
 */
export const awsClients = ({ endpoint, region, profile = process.env['AWS_PROFILE'] || undefined }: AwsOptions) => {
  if (endpoint !== undefined && !URL.canParse(endpoint)) {
    throw new UsageError(`--endpoint "${endpoint}" is not a URL. Example: --endpoint http://127.0.0.1:4566`);
  }
  const settings = {
    maxAttempts: 8,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true },
    region: regionFinder(region, profile),
    ...profileCredentials(profile),
    ...(endpoint !== undefined && { endpoint, ...(isLoopback(endpoint) && localDefaults(region, profile)) }),
  };
  return {
    cloudFormation: () => new CloudFormationClient(settings),
    dynamoDb: () => new DynamoDB(settings),
    kms: () => new KMSClient(settings),
    s3: () => new S3Client({ ...settings, forcePathStyle: endpoint !== undefined }),
    secretsManager: () => new SecretsManager(settings),
  };
};

// Compares the whole host name: 127.evil.example is not a loopback address.
const isLoopback = (endpoint: string): boolean =>
  /^(localhost|\[::1\]|127(\.\d{1,3}){3})$/.test(new URL(endpoint).hostname);

/** Returns the local stack's administrator credentials (key id `test`) and region. Used for loopback endpoints only. */
const localDefaults = (region: string | undefined, profile: string | undefined) => {
  const { AWS_ACCESS_KEY_ID, AWS_REGION } = process.env;
  return {
    ...(!AWS_ACCESS_KEY_ID && !profile && { credentials: { accessKeyId: 'test', secretAccessKey: 'test' } }),
    ...(!region && !AWS_REGION && !profile && { region: 'us-east-1' }),
  };
};

/** Converts a failure of a domain port to an `AwsError` with a message for the terminal. */
export const awsErrorOf = (failure: Failure): AwsError => {
  const { cause, reason } = failure;
  if (cause instanceof AwsError) return cause;
  const said = cause instanceof Error ? `: ${cause.name}: ${cause.message}` : '';
  return new AwsError(`${reason}${said}`, { cause });
};
