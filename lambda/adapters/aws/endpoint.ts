import { isVirtualHostableS3Bucket, partition } from '@aws-sdk/core/client';
import { isIpAddress } from '@smithy/core/endpoints';

/** Environment variables by name. A function passes its own. */
type Environment = Readonly<Record<string, string | undefined>>;

/** The region, and the environment, whose variables may name endpoints. */
export interface AwsLocation {
  readonly region: string;
  readonly environment: Environment;
}

/** The services, by their names in a signature. */
export type AwsService = 's3' | 'dynamodb' | 'kms' | 'secretsmanager' | 'sqs';

/** The variable with the endpoint of each service. It takes precedence over `AWS_ENDPOINT_URL`. */
const ENDPOINT_VARIABLE: Readonly<Record<AwsService, string>> = {
  s3: 'AWS_ENDPOINT_URL_S3',
  dynamodb: 'AWS_ENDPOINT_URL_DYNAMODB',
  kms: 'AWS_ENDPOINT_URL_KMS',
  secretsmanager: 'AWS_ENDPOINT_URL_SECRETS_MANAGER',
  sqs: 'AWS_ENDPOINT_URL_SQS',
};

/** The settings do not allow any endpoint. */
class EndpointError extends Error {
  override readonly name = 'EndpointError';
}

/**
 * Returns the endpoint that the SDK's client of a service would use, by partition, dual stack, FIPS and the variables that name
 * an endpoint. test/contract/aws-endpoints.test.ts compares the rules with the SDK's. The exception is an account id in the
 * credentials, which a function never has. Throws `EndpointError`.
 */
export const serviceEndpoint = (service: Exclude<AwsService, 's3'>, location: AwsLocation): URL => {
  const rules = rulesFor(service, location);
  if (rules.override) return rules.override;
  const { region, isFips, isDualStack, partitionName } = rules;
  // In these partitions, the ordinary name of Secrets Manager is dual stack.
  const ordinary = isFips ? ['aws', 'aws-us-gov'] : ['aws', 'aws-us-gov', 'aws-cn'];
  const isOrdinary = service === 'secretsmanager' && ordinary.includes(partitionName);
  const dnsSuffix = isOrdinary ? rules.regularSuffix : rules.dnsSuffix;
  // In GovCloud, DynamoDB and SQS have FIPS endpoints without `-fips` in the name.
  const isFipsByName = ['dynamodb', 'sqs'].includes(service) && partitionName === 'aws-us-gov' && !isDualStack;
  const hasFipsName = isFips && !isFipsByName;
  return new URL(`https://${service}${hasFipsName ? '-fips' : ''}.${region}.${dnsSuffix}`);
};

/**
 * Returns the endpoint of a bucket: a host of its own if the bucket's name and the certificate allow it, otherwise a path.
 * The configuration does not accept names of S3 Express, Outposts or access points. Throws `EndpointError`.
 */
export const bucketEndpoint = (bucket: string, location: AwsLocation): URL => {
  const { region, override, isFips, isDualStack, regularSuffix } = rulesFor('s3', location);
  if (override) {
    const mayHaveHost =
      !isIpAddress(override.hostname) && isVirtualHostableS3Bucket(bucket, override.protocol === 'http:');
    return mayHaveHost ? inHost(override, bucket) : inPath(override, bucket);
  }
  // Unlike other services, S3 has "dualstack" in the name and the ordinary suffix of the partition.
  const service = `s3${isFips ? '-fips' : ''}${isDualStack ? '.dualstack' : ''}`;
  const endpoint = new URL(`https://${service}.${region}.${regularSuffix}`);
  return isVirtualHostableS3Bucket(bucket) ? inHost(endpoint, bucket) : inPath(endpoint, bucket);
};

/** Returns a `bucketEndpoint` that computes each bucket's endpoint only once. The environment of a function does not change. */
export const bucketEndpoints = (location: AwsLocation): ((bucket: string) => URL) => {
  const known = new Map<string, URL>();
  return bucket => {
    const endpoint = known.get(bucket) ?? bucketEndpoint(bucket, location);
    known.set(bucket, endpoint);
    return endpoint;
  };
};

const inHost = (endpoint: URL, bucket: string): URL => {
  const url = new URL(endpoint);
  url.hostname = `${bucket}.${endpoint.hostname}`;
  return url;
};

const inPath = (endpoint: URL, bucket: string): URL => {
  const url = new URL(endpoint);
  url.pathname = `${endpoint.pathname.replace(/\/?$/, '/')}${encodeURIComponent(bucket)}`;
  return url;
};

const rulesFor = (service: AwsService, { region, environment }: AwsLocation) => {
  const isFips = isOn(environment, 'AWS_USE_FIPS_ENDPOINT');
  const isDualStack = isOn(environment, 'AWS_USE_DUALSTACK_ENDPOINT');
  const given = environment[ENDPOINT_VARIABLE[service]] || environment['AWS_ENDPOINT_URL'];
  if (given) {
    if (isFips || isDualStack)
      throw new EndpointError('An endpoint that a variable names cannot also be FIPS or dual stack.');
    if (!URL.canParse(given)) throw new EndpointError(`Not a URL: ${given}`);
  }
  const { name, dnsSuffix, dualStackDnsSuffix, supportsFIPS, supportsDualStack } = partition(region);
  // S3 has its own names: dual stack everywhere, and FIPS everywhere except in China.
  const hasFips = service === 's3' ? name !== 'aws-cn' : supportsFIPS;
  const hasDualStack = service === 's3' || supportsDualStack;
  if (isFips && !hasFips) throw new EndpointError(`The partition of ${region} has no FIPS endpoints.`);
  if (isDualStack && !hasDualStack) throw new EndpointError(`The partition of ${region} has no dual stack.`);
  return {
    region,
    isFips,
    isDualStack,
    override: given ? new URL(given) : undefined,
    partitionName: name,
    dnsSuffix: isDualStack ? dualStackDnsSuffix : dnsSuffix,
    regularSuffix: dnsSuffix,
  };
};

const isOn = (environment: Environment, variable: string): boolean => {
  const value = environment[variable];
  if (value === undefined || value === 'false') return false;
  if (value === 'true') return true;
  throw new EndpointError(`${variable} is neither true nor false: ${value}`);
};
