import { Token } from 'aws-cdk-lib';
import { closest, distance } from 'fastest-levenshtein';
import { CREATED_KEY, type PlaybackConfig, PlaybackConfigError } from './playback-config.ts';
import { PLAYBACK_KEYS } from './playback-schema.ts';

type Key = keyof PlaybackConfig;
type Values = Partial<PlaybackConfig>;

export const KEYS = Object.keys(PLAYBACK_KEYS) as Key[];
/** Longest value in a message; the rest is cut off. */
const SHOWN_CHARS = 80;
/** S3 delivers access logs within hours, some records sooner. A link that is read there should have expired. */
const LONGEST_LOGGED_LINK_SECONDS = 3_600;
/** A misspelt key differs from the right one in at most this share of its characters. */
const SLIP_SHARE = 0.4;

/**
 * Checks the raw `playback` context object and fills in the defaults.
 * Throws `PlaybackConfigError` that lists every problem at once.
 */
export const parsePlaybackConfig = (raw: unknown): PlaybackConfig => {
  if (!isObject(raw)) {
    throw new PlaybackConfigError([
      `playback is ${shown(raw)}: it must be an object with at least accountSid and bucketName (cdk.json, "context")`,
    ]);
  }
  const problems = Object.keys(raw)
    .filter(key => !isKey(key))
    .map(unknownKeyProblem);
  const values: Values = {};
  for (const key of KEYS) {
    const given = Object.hasOwn(raw, key) ? raw[key] : undefined;
    problems.push(...parseKey(values, key, given));
  }
  problems.push(...contradictions(values));
  if (problems.length > 0 || !isComplete(values)) throw new PlaybackConfigError([...new Set(problems)]);
  return values;
};

/** Parses the value of one key into `values`, or returns its problems. */
const parseKey = (values: Values, key: Key, given: unknown): string[] => {
  const parsed = PLAYBACK_KEYS[key].schema.safeParse(given);
  if (!parsed.success) return parsed.error.issues.map(issue => keyProblem(key, given, issue.path));
  Object.assign(values, { [key]: parsed.data });
  return [];
};

/** Returns true if every key was parsed. A missing key has the value undefined. */
const isComplete = (values: Values): values is PlaybackConfig => KEYS.every(key => Object.hasOwn(values, key));

export const isKey = (key: string): key is Key => Object.hasOwn(PLAYBACK_KEYS, key);

/** Returns the key with the most similar name, or undefined if none is similar. */
export const nearestKey = (key: string): Key | undefined => {
  const [word, near] = [
    key.toLowerCase(),
    closest(
      key.toLowerCase(),
      KEYS.map(known => known.toLowerCase()),
    ),
  ];
  return distance(word, near) <= near.length * SLIP_SHARE
    ? KEYS.find(known => known.toLowerCase() === near)
    : undefined;
};

/** Returns the problem that a key does not exist. Does not show its value, because it may be a secret in the wrong place. */
const unknownKeyProblem = (key: string): string => {
  const near = nearestKey(key);
  return `${key.slice(0, SHOWN_CHARS)} is not a key of the configuration${near ? `: did you mean ${near}?` : `; the keys are ${KEYS.join(', ')}`}`;
};

const keyProblem = (key: Key, given: unknown, path: readonly PropertyKey[]): string => {
  const { mustBe } = PLAYBACK_KEYS[key];
  const [name, value] = path.reduce<[string, unknown]>(
    ([prefix, container], step) => [
      typeof step === 'number' ? `${prefix}[${step}]` : `${prefix}.${String(step)}`,
      (container as Record<PropertyKey, unknown> | undefined)?.[step],
    ],
    [key, given],
  );
  // A value that should name a secret may be the secret.
  const what = value === undefined ? 'missing' : /secretname$/i.test(name) ? 'not usable' : shown(value);
  return `${name} is ${what}: ${path.length > 0 ? key : 'it'} ${mustBe}`;
};

/** Returns the problems between keys. Each is checked only if both keys are valid on their own. */
const contradictions = (values: Values): string[] => {
  const { createBucket, bucketRegion, bucketKmsKeyArn, linkTtlMinSeconds: min, linkTtlMaxSeconds: max } = values;
  const keyRegion = Token.isUnresolved(bucketKmsKeyArn) ? undefined : bucketKmsKeyArn?.split(':')[3];
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
  return [...problems, ...accessLogProblems(values), ...arrivalProblems(values), ...attachmentProblems(values)];
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

/** Problems of `attachUrlProvider` with other keys. */
const attachmentProblems = ({ attachUrlProvider, twilioSecretName }: Values): string[] => {
  if (!attachUrlProvider) return [];
  const problems: string[] = [];
  if (!twilioSecretName) {
    problems.push(
      "attachUrlProvider is given and twilioSecretName is not: without the account's auth token no callback is accepted, so no task is known; give twilioSecretName, too",
    );
  }
  if (attachUrlProvider.secretName === twilioSecretName) {
    problems.push(
      'attachUrlProvider.secretName and twilioSecretName are the same secret: store the API key that may update tasks in a secret of its own, so that the function reads no auth token',
    );
  }
  return problems;
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS)}…` : text;
};
