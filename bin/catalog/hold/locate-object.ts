import { objectKeyOf } from '../../../lambda/domain/shared/recording-object.ts';
import type { RecordingSid } from '../../../lambda/domain/shared/recording-sid.ts';
import { awsClients } from '../../deployment/aws-clients.ts';
import { type DeploymentOptions, readStackOutputs } from '../../deployment/stack-outputs.ts';
import { AwsError } from '../../terminal/exit-code.ts';
import type { RecordingLocation } from './s3-legal-holds.ts';

const ADDRESS = /^https:\/\/(?<bucket>.+)\.s3\.(?<region>[a-z0-9-]+)\.[^/]+\/$/;

/**
 * Finds where the object of a recording can be, by the outputs of the stack: in which bucket, in which region, under which
 * keys. Throws `AwsError` if a stack of an earlier version does not tell.
 */
export const locateObject = async (
  options: DeploymentOptions,
  recordingSid: RecordingSid,
): Promise<RecordingLocation> => {
  const { RecordingsAddress, RecordingKeys } = await readStackOutputs(options, ['RecordingsAddress', 'RecordingKeys']);
  const { bucket, region } = ADDRESS.exec(RecordingsAddress)?.groups ?? {};
  if (bucket === undefined || region === undefined || RecordingKeys.includes('{accountSid}')) {
    throw new AwsError(
      `The outputs of the stack ${options.stack} are of an earlier version and do not say where recordings are. Deploy it again.`,
    );
  }
  return {
    client: awsClients({ ...options, region }).s3(),
    bucket,
    // The account is already part of each template.
    keys: RecordingKeys.split(' ').map(template => objectKeyOf(template, '', recordingSid)),
  };
};
