import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import type { Failure } from '../../lambda/domain/shared/failure.ts';
import { AwsError, UsageError } from '../terminal/exit-code.ts';
import { awsRegion } from './aws-region.ts';

/** Which AWS the command line speaks to. */
export interface AwsOptions {
  /** Default: the environment's. */
  readonly region?: string | undefined;
  /** Of a local stack. Default: AWS itself. */
  readonly endpoint?: string | undefined;
}

/**
 * The AWS clients of the command line: patient, since a long answer is better than half of one. Asks nobody yet.
 * Throws `UsageError` for an endpoint that is none.
 */
export const awsClients = ({ endpoint, region }: AwsOptions) => {
  if (endpoint !== undefined && !URL.canParse(endpoint)) {
    throw new UsageError(`--endpoint "${endpoint}" is not a URL. Example: --endpoint http://127.0.0.1:4566`);
  }
  const settings = {
    maxAttempts: 8,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true },
    region: awsRegion(region),
    ...(endpoint !== undefined && { endpoint, ...(isLoopback(endpoint) && localDefaults(region)) }),
  };
  return {
    cloudFormation: () => new CloudFormationClient(settings),
    dynamoDb: () => new DynamoDB(settings),
    kms: () => new KMSClient(settings),
    s3: () => new S3Client({ ...settings, forcePathStyle: endpoint !== undefined }),
    secretsManager: () => new SecretsManager(settings),
  };
};

// The whole host, not its beginning: 127.evil.example is somebody's server.
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

/** A failure of the domain's ports, for the person at the terminal. */
export const awsErrorOf = (failure: Failure): AwsError => {
  const { cause, reason } = failure;
  if (cause instanceof AwsError) return cause;
  const said = cause instanceof Error ? `: ${cause.name}: ${cause.message}` : '';
  return new AwsError(`${reason}${said}`, { cause });
};
