import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DEMO_SECRET_NAME } from '../../local/demo/account.ts';
import type { LocalStack } from '../../local/stack.ts';

/** The auth token with which Twilio signs its callbacks, as the local stack's secret holds it. */
export const signingAuthToken = async ({ aws }: LocalStack['description']): Promise<string> => {
  const secrets = new SecretsManagerClient({
    region: 'us-east-1',
    endpoint: aws,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const { SecretString = '' } = await secrets.send(new GetSecretValueCommand({ SecretId: DEMO_SECRET_NAME }));
  secrets.destroy();
  return JSON.parse(SecretString).authToken;
};
