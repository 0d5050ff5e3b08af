import type { S3Client } from '@aws-sdk/client-s3';
import { awsClients } from '../../../deployment/aws-clients.ts';
import { type DeployedStack, outputOf } from '../../deployed-stack.ts';

/** The bucket with the recordings, as the stack's output names it, and a client for its region. */
export interface RecordingsBucket {
  readonly client: S3Client;
  readonly bucket: string;
  readonly region: string;
}

/** Finds the bucket in the output `RecordingsAddress`: `https://NAME.s3.REGION.amazonaws.com/`. Throws `AwsError`. */
export const recordingsBucket = (stack: DeployedStack): RecordingsBucket => {
  const { hostname } = new URL(outputOf(stack, 'RecordingsAddress'));
  const [, bucket = '', region = ''] = /^(.+)\.s3\.([a-z0-9-]+)\./.exec(hostname) ?? [];
  return { bucket, region, client: awsClients({ ...stack.options, region }).s3() };
};
