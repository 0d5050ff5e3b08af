import { DescribeKeyCommand, type KeyUsageType } from '@aws-sdk/client-kms';
import { awsClients } from '../../deployment/aws-clients.ts';
import type { DeployedStack } from '../deployed-stack.ts';
import { isNamed } from '../inside-check.ts';

/** Returns why a KMS key cannot be used; undefined if it can. Throws what the SDK throws. */
export const findKeyProblem = async (
  { options }: DeployedStack,
  keyArn: string,
  usage: KeyUsageType,
): Promise<string | undefined> => {
  const [, region] = /^arn:[^:]+:kms:([^:]+):/.exec(keyArn) ?? [];
  const client = awsClients({ ...options, ...(region && { region }) }).kms();
  try {
    const { KeyMetadata: key } = await client.send(new DescribeKeyCommand({ KeyId: keyArn }));
    if (key?.KeyState !== 'Enabled') return `${keyArn} is ${key?.KeyState ?? 'in an unknown state'}`;
    return key.KeyUsage === usage ? undefined : `${keyArn} is for ${key.KeyUsage}, not for ${usage}`;
  } catch (error) {
    if (isNamed(error, 'NotFoundException')) return `${keyArn} does not exist`;
    throw error;
  }
};
