import { Token } from 'aws-cdk-lib';
import { attachmentProblems } from './accounts/attach-url-provider.ts';
import { isStreaming } from './is-streaming.ts';
import { CREATED_KEY, type PlaybackConfig } from './playback-config.ts';

/** The keys that are valid on their own. A key without a value and without a default has the value undefined. */
type Values = Partial<PlaybackConfig>;

/** S3 delivers access logs within hours, some records sooner. A link that is read there should have expired. */
const LONGEST_LOGGED_LINK_SECONDS = 3_600;

/** Returns the problems between keys. Each is checked only if both keys are valid on their own. */
export const contradictions = (values: Values): string[] => {
  const { createBucket, bucketRegion, bucketKmsKeyArn, linkTtlMinSeconds: min, linkTtlMaxSeconds: max } = values;
  const keyRegion = regionOf(bucketKmsKeyArn);
  const problems: string[] = [];
  if (min !== undefined && max !== undefined && min > max) {
    problems.push(
      `linkTtlMinSeconds is ${min} and linkTtlMaxSeconds is ${max}: lower the minimum or raise the maximum`,
    );
  }
  if (createBucket && values.delivery === 's3' && max !== undefined && max > LONGEST_LOGGED_LINK_SECONDS) {
    problems.push(
      `createBucket is true and linkTtlMaxSeconds is ${max}: the access log of the created bucket contains presigned links, which must expire before the log is delivered, so lower linkTtlMaxSeconds to ${LONGEST_LOGGED_LINK_SECONDS} or less, or set delivery to "stream"`,
    );
  }
  if (createBucket === false && values.accessLogReaders?.length) {
    problems.push(
      'accessLogReaders is given and createBucket is false: the stack can only restrict the access log of a bucket that it creates, so remove accessLogReaders',
    );
  }
  if (createBucket && bucketRegion) {
    problems.push(
      `createBucket is true and bucketRegion is "${bucketRegion}": a bucket that the stack creates is in the stack's region, so remove bucketRegion`,
    );
  }
  if (bucketRegion && keyRegion && keyRegion !== bucketRegion) {
    problems.push(
      `bucketRegion is "${bucketRegion}" and bucketKmsKeyArn is in ${keyRegion}: S3 uses only keys of the bucket's region, so correct one of them`,
    );
  }
  if (values.createEncryptionKey === false && Object.values(values.encryptionKeys ?? {}).includes(CREATED_KEY)) {
    problems.push(
      'encryptionKeys names the key "created" and createEncryptionKey is false: set it to true, or give the ARN of a KMS key',
    );
  }
  return [
    ...problems,
    ...accessLogProblems(values),
    ...arrivalProblems(values),
    ...attachmentProblems(values),
    ...addressProblems(values),
    ...regionProblems(values),
  ];
};

/** Returns the problems between `accessLogs` and other keys. */
const accessLogProblems = (values: Values): string[] => {
  const { accessLogs, createBucket, bucketRegion, bucketName, delivery, linkTtlMaxSeconds: max } = values;
  if (!accessLogs) return [];
  const problems: string[] = [];
  if (createBucket) {
    problems.push(
      'accessLogs is given and createBucket is true: a bucket that the stack creates has an access log of its own, so remove accessLogs',
    );
  }
  if (accessLogs.bucketName === bucketName) {
    problems.push(
      `accessLogs.bucketName and bucketName are both "${bucketName}": a log of its own bucket would also log its own deliveries, so let S3 deliver it to another bucket`,
    );
  }
  if (bucketRegion) {
    problems.push(
      `accessLogs is given and bucketRegion is "${bucketRegion}": S3 reports new log objects only in the bucket's region, so deploy the stack there without bucketRegion, or remove accessLogs`,
    );
  }
  if (delivery === 's3' && max !== undefined && max > LONGEST_LOGGED_LINK_SECONDS) {
    problems.push(
      `accessLogs is given and linkTtlMaxSeconds is ${max}: the access log contains presigned links, which must expire before the log is delivered, so lower linkTtlMaxSeconds to ${LONGEST_LOGGED_LINK_SECONDS} or less, or set delivery to "stream"`,
    );
  }
  return problems;
};

/** Returns the problems between `verifyOnArrival` and other keys. */
const arrivalProblems = ({ verifyOnArrival, bucketRegion, encryptionKeys, createEncryptionKey }: Values): string[] => {
  if (!verifyOnArrival) return [];
  const problems: string[] = [];
  if (createEncryptionKey === false && encryptionKeys && Object.keys(encryptionKeys).length === 0) {
    problems.push(
      'verifyOnArrival is true and there is no key for encrypted recordings: set encryptionKeys, set createEncryptionKey to true, or remove verifyOnArrival',
    );
  }
  if (bucketRegion) {
    problems.push(
      `verifyOnArrival is true and bucketRegion is "${bucketRegion}": S3 reports new objects only in the bucket's region, so deploy the stack there without bucketRegion, or remove verifyOnArrival`,
    );
  }
  return problems;
};

/** Returns the problems of the API's domain and of the firewall. */
const addressProblems = (values: Values): string[] => {
  const { domainName, certificateArn, webAclArn } = values;
  const problems: string[] = [];
  if (domainName && isValid(values, 'certificateArn') && !certificateArn) {
    problems.push(
      `domainName is "${domainName}" and certificateArn is missing: give the ARN of the domain's certificate in ACM`,
    );
  }
  if (certificateArn && isValid(values, 'domainName') && !domainName) {
    problems.push('certificateArn is given and domainName is missing: give the domain of the certificate, too');
  }
  if (webAclArn && isValid(values, 'delivery', 'encryptionKeys', 'createEncryptionKey') && !isStreaming(values)) {
    problems.push(
      'webAclArn is given and nothing is streamed: AWS WAF does not support HTTP APIs, only the media API, so set delivery to "stream" or remove webAclArn',
    );
  }
  return problems;
};

/** Returns the problem that parts which must all be in the stack's region are in several. The region itself is not known yet. */
const regionProblems = ({ alarmTopicArn, certificateArn, webAclArn }: Values): string[] => {
  const placed = Object.entries({ alarmTopicArn, certificateArn, webAclArn }).flatMap(([key, arn]) => {
    const region = regionOf(arn);
    return region === undefined ? [] : [{ key, region }];
  });
  if (new Set(placed.map(({ region }) => region)).size < 2) return [];
  const places = placed.map(({ key, region }) => `${key} in ${region}`).join(', ');
  return [`${places}: each must be in the stack's region, so correct those that are not`];
};

/** Returns true if each of these keys is valid on its own, or was not given. */
const isValid = (values: Values, ...keys: (keyof PlaybackConfig)[]): boolean =>
  keys.every(key => Object.hasOwn(values, key));

/** Returns the region of an ARN, or undefined for a reference, which CloudFormation resolves. */
const regionOf = (arn: string | undefined): string | undefined =>
  Token.isUnresolved(arn) ? undefined : arn?.split(':')[3];
