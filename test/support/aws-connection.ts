import type { AwsConnection } from '../../lambda/adapters/aws/requests/signed-request.ts';

/** The connection of a function's adapters to a loopback endpoint, with test credentials. */
export const connectionTo = (
  endpoint: string,
  credentials: AwsConnection['credentials'] = { accessKeyId: 'test', secretAccessKey: 'test' },
  requestTimeoutMs = 10_000,
): AwsConnection => ({
  region: 'us-east-1',
  environment: { AWS_ENDPOINT_URL: endpoint },
  requestTimeoutMs,
  credentials,
});
