import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { DecryptCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { getEndpointFromInstructions } from '@smithy/core/endpoints';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type AwsLocation, bucketEndpoint, serviceEndpoint } from '../../lambda/adapters/aws/endpoint.ts';

/** Regions of every partition that the SDK knows, and one of an unknown partition. */
const REGIONS = [
  'us-east-1',
  'us-west-2',
  'eu-central-1',
  'ap-southeast-7',
  'me-central-1',
  'cn-north-1',
  'cn-northwest-1',
  'us-gov-east-1',
  'us-gov-west-1',
  'us-iso-east-1',
  'us-isob-east-1',
  'us-isof-south-1',
  'eu-isoe-west-1',
  'eusc-de-east-1',
  'xx-new-1',
];
const FLAGS = [false, true].flatMap(fips => [false, true].map(dualStack => ({ fips, dualStack })));
const BUCKETS = ['recordings', 'recordings.example.com', 'a-b', '1.2.3', 'r3c', 'x-'.concat('y'.repeat(60))];
const OVERRIDES = [
  undefined,
  'http://127.0.0.1:4566',
  'http://localhost:4566',
  'https://s3.example.com/base',
  'http://aws.example.com/',
];
const PLACES = REGIONS.flatMap(region =>
  FLAGS.flatMap(flags => OVERRIDES.map(endpoint => ({ region, ...flags, endpoint }))),
);
type Place = (typeof PLACES)[number];

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
const sdkSettings = ({ region, fips, dualStack, endpoint }: Place) => ({
  region,
  credentials,
  useFipsEndpoint: fips,
  useDualstackEndpoint: dualStack,
  ...(endpoint && { endpoint }),
});
const locationOf = ({ region, fips, dualStack, endpoint }: Place): AwsLocation => ({
  region,
  environment: {
    AWS_USE_FIPS_ENDPOINT: String(fips),
    AWS_USE_DUALSTACK_ENDPOINT: String(dualStack),
    ...(endpoint && { AWS_ENDPOINT_URL: endpoint }),
  },
});

/** The URL to which requests go, without its last slash; or a text when there is no such endpoint. */
const outcome = async (url: () => URL | Promise<URL>): Promise<string> => {
  try {
    return (await url()).href.replace(/\/$/, '');
  } catch {
    return 'none';
  }
};
const sdkEndpoint = async (params: object, command: object, client: { readonly config: object }): Promise<URL> =>
  (await getEndpointFromInstructions(params as never, command as never, client.config as never)).url;

const SERVICES = [
  ['dynamodb', { TableName: 't' }, GetItemCommand, (place: Place) => new DynamoDBClient(sdkSettings(place))],
  ['kms', {}, DecryptCommand, (place: Place) => new KMSClient(sdkSettings(place))],
  ['secretsmanager', {}, GetSecretValueCommand, (place: Place) => new SecretsManagerClient(sdkSettings(place))],
  ['sqs', {}, SendMessageCommand, (place: Place) => new SQSClient(sdkSettings(place))],
] as const;

describe('a request', () => {
  test.each(SERVICES)(
    'to %s goes to the URL that the SDK uses, in each region and with each endpoint',
    async (service, params, command, client) => {
      for (const place of PLACES) {
        const ours = await outcome(() => serviceEndpoint(service, locationOf(place)));
        expect([place, ours]).toEqual([place, await outcome(() => sdkEndpoint(params, command, client(place)))]);
      }
    },
  );

  test.each(BUCKETS)(
    'to the bucket %s goes to the URL that the SDK uses, in each region and with each endpoint',
    async bucket => {
      // For an IP address, the SDK puts a bucket name with dots into the host, which is then invalid. We put it into the path.
      const places = PLACES.filter(({ endpoint }) => !(bucket.includes('.') && endpoint?.startsWith('http://127.')));
      for (const place of places) {
        const params = { Bucket: bucket, Key: 'any' };
        const ours = await outcome(() => bucketEndpoint(bucket, locationOf(place)));
        const sdks = await outcome(() => sdkEndpoint(params, GetObjectCommand, new S3Client(sdkSettings(place))));
        expect([place, ours]).toEqual([place, sdks]);
      }
    },
  );
});

describe('the environment variable', () => {
  afterEach(() => vi.unstubAllEnvs());

  test.each([
    ['AWS_ENDPOINT_URL'],
    ['AWS_ENDPOINT_URL_DYNAMODB'],
    ['AWS_ENDPOINT_URL_KMS'],
    ['AWS_ENDPOINT_URL_SECRETS_MANAGER'],
    ['AWS_ENDPOINT_URL_S3'],
    ['AWS_ENDPOINT_URL_SQS'],
  ])('%s changes the endpoint of the same services as in the SDK', async variable => {
    vi.stubEnv('AWS_ENDPOINT_URL', variable === 'AWS_ENDPOINT_URL' ? undefined : 'http://127.0.0.1:1000');
    vi.stubEnv(variable, 'http://127.0.0.1:2000');
    const location = { region: 'us-east-1', environment: process.env };
    const settings = { region: 'us-east-1', credentials };
    const clients = {
      dynamodb: [GetItemCommand, new DynamoDBClient(settings)],
      kms: [DecryptCommand, new KMSClient(settings)],
      secretsmanager: [GetSecretValueCommand, new SecretsManagerClient(settings)],
      sqs: [SendMessageCommand, new SQSClient(settings)],
    } as const;
    for (const [service, [command, client]] of Object.entries(clients)) {
      const ours = await outcome(() => serviceEndpoint(service as keyof typeof clients, location));
      expect([service, ours]).toEqual([service, await outcome(() => sdkEndpoint({}, command, client))]);
    }
    const params = { Bucket: 'recordings', Key: 'any' };
    expect(await outcome(() => bucketEndpoint('recordings', location))).toBe(
      await outcome(() => sdkEndpoint(params, GetObjectCommand, new S3Client(settings))),
    );
  });
});
