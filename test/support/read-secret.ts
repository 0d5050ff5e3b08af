import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import type { LocalStack } from '../../local/stack.ts';

/** Reads a secret of the local stack as its administrator. */
export const readSecret = async ({ aws }: LocalStack['description'], name: string) => {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new SecretsManager({ endpoint: aws, region: 'us-east-1', credentials });
  const { SecretString = '' } = await client.getSecretValue({ SecretId: name });
  client.destroy();
  return JSON.parse(SecretString);
};
