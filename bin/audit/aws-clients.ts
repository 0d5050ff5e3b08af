import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import type { Failure } from '../../lambda/domain/failure.ts';
import { AwsError } from '../terminal/exit-code.ts';

export interface AwsClientOptions {
  readonly endpoint?: string;
  readonly region?: string;
}

/** The AWS clients of the command line: patient, since a long answer is better than half of one. */
export const awsClients = ({ endpoint, region }: AwsClientOptions) => {
  const settings = {
    maxAttempts: 8,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true },
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint, ...localDefaults(endpoint, region) }),
  };
  return {
    cloudFormation: () => new CloudFormationClient(settings),
    dynamoDb: () => new DynamoDBClient(settings),
    kms: () => new KMSClient(settings),
    s3: () => new S3Client({ ...settings, forcePathStyle: endpoint !== undefined }),
  };
};

/** The local stack knows its administrator by the key id `test`; no other endpoint is ever given that. */
const localDefaults = (endpoint: string, region: string | undefined) => {
  const { hostname } = new URL(endpoint);
  const isLoopback = hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
  if (!isLoopback) return {};
  const { AWS_ACCESS_KEY_ID, AWS_PROFILE, AWS_REGION } = process.env;
  return {
    ...(!AWS_ACCESS_KEY_ID && !AWS_PROFILE && { credentials: { accessKeyId: 'test', secretAccessKey: 'test' } }),
    ...(!region && !AWS_REGION && { region: 'us-east-1' }),
  };
};

/** A failure of the domain's ports, for the person at the terminal. */
export const awsErrorOf = (failure: Failure): AwsError => {
  const { cause, reason } = failure;
  const said = cause instanceof Error ? `: ${cause.name}: ${cause.message}` : '';
  return new AwsError(`${reason}${said}`, { cause });
};
