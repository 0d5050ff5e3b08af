import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll } from 'vitest';
import { readDeployedStack } from '../../bin/doctor/deployed-stack.ts';
import { type Examined, openExamination } from '../../bin/doctor/examination.ts';
import { type CheckedItem, runChecks } from '../../bin/doctor/run-checks.ts';
import { type LocalStack, startLocalStack } from '../../local/stack.ts';
import { runDigest } from './digest-run.ts';

/** The pages of this origin may play. */
export const ORIGIN = 'http://flex.localhost:1';
/** The API allows this origin, and the bucket does not. */
export const ORIGIN_WITHOUT_BUCKET = 'http://other.localhost:1';
const STACK = 'FlexSecurePlayback';

/** Resources in which one thing is missing, next to those of the stack. */
export const FAULTY = {
  publicBucket: 'doctor-public',
  unversionedBucket: 'doctor-unversioned',
  unloggedBucket: 'doctor-unlogged',
  unlockedArchive: 'doctor-unlocked',
  /** Locked, and without a digest. */
  emptyArchive: 'doctor-empty',
  /** Names of stacks whose alarms tell nobody, or send mail that nobody has confirmed. */
  silentStack: 'Silent',
  unreadStack: 'Unread',
};

// biome-ignore lint/suspicious/noExplicitAny: parts of a template
const addFaultyResources = ({ Resources }: any): void => {
  const copyOf = (bucket: string, name: string, ...without: string[]) => {
    const Properties = { ...Resources[bucket].Properties, BucketName: name };
    for (const property of without) delete Properties[property];
    return { ...Resources[bucket], Properties };
  };
  const alarm = (AlarmName: string, AlarmActions: unknown[]) => ({
    Type: 'AWS::CloudWatch::Alarm',
    Properties: { AlarmName, AlarmActions },
  });
  Object.assign(Resources, {
    PublicBucket: copyOf('Recordings', FAULTY.publicBucket, 'PublicAccessBlockConfiguration'),
    UnversionedBucket: copyOf('Recordings', FAULTY.unversionedBucket, 'VersioningConfiguration'),
    UnloggedBucket: copyOf('Recordings', FAULTY.unloggedBucket, 'LoggingConfiguration'),
    UnlockedArchive: copyOf('AuditArchive', FAULTY.unlockedArchive, 'ObjectLockEnabled', 'ObjectLockConfiguration'),
    EmptyArchive: copyOf('AuditArchive', FAULTY.emptyArchive),
    SilentAlarm: alarm(`${FAULTY.silentStack}-Alarm-1`, []),
    UnreadAlarm: alarm(`${FAULTY.unreadStack}-Alarm-1`, [{ Ref: 'UnreadTopic' }]),
    UnreadTopic: { Type: 'AWS::SNS::Topic', Properties: {} },
    UnreadMail: {
      Type: 'AWS::SNS::Subscription',
      Properties: { TopicArn: { Ref: 'UnreadTopic' }, Protocol: 'email', Endpoint: 'nobody@example.invalid' },
    },
  });
  Resources.Recordings.Properties.CorsConfiguration = {
    CorsRules: [{ ...Resources.Recordings.Properties.CorsConfiguration.CorsRules[0], AllowedOrigins: [ORIGIN] }],
  };
};

/** Lets a stack look as if it had run for a day: with digests, a verification and objects in all buckets. */
const age = async ({ description }: LocalStack): Promise<void> => {
  const { aws } = description;
  const s3 = new S3Client({
    endpoint: aws,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  for (const Bucket of [FAULTY.publicBucket, FAULTY.unversionedBucket, FAULTY.unloggedBucket])
    await s3.send(new PutObjectCommand({ Bucket, Key: 'recording', Body: 'x' }));
  s3.destroy();
  await runDigest(description, new Date(Date.now() + 20 * 60_000));
  await fetch(`${aws}/__invoke`, {
    method: 'POST',
    body: JSON.stringify({ function: 'audit-verifier', event: { time: new Date().toISOString() } }),
  });
};

/** Starts, for one test file, a stack in which the doctor finds nothing wrong, and stops it after the last test. */
export const useDoctorStack = () => {
  let stack: LocalStack | undefined;
  let healthy: Examined | undefined;
  beforeAll(async () => {
    stack = await startLocalStack({
      playback: {
        createBucket: true,
        bucketName: 'doctor-recordings',
        allowedOrigins: [ORIGIN, ORIGIN_WITHOUT_BUCKET],
        throttle: { ratePerSecond: 10_000, burst: 5_000 },
      },
      editTemplate: addFaultyResources,
    });
    await age(stack);
    const { urlProvider, tokens, recordings, aws } = stack.description;
    healthy = {
      url: new URL(urlProvider),
      origins: [ORIGIN],
      token: tokens.supervisor,
      recordingSid: recordings.find(({ encrypted, restricted }) => !encrypted && !restricted)?.sid,
      stack: await readDeployedStack({ stack: STACK, endpoint: aws }),
      lookup: async () => ['127.0.0.1'],
      now: () => new Date(),
    };
  });
  afterAll(() => stack?.close());
  return {
    get description() {
      if (!stack) throw new Error('the stack has not started yet');
      return stack.description;
    },
    get healthy() {
      if (!healthy) throw new Error('the stack has not started yet');
      return healthy;
    },
    examine: (changed: Partial<Examined>): Promise<CheckedItem[]> =>
      runChecks(openExamination({ ...(healthy as Examined), ...changed })),
  };
};
