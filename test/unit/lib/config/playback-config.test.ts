import { describe, expect, test } from 'vitest';
import { parsePlaybackConfig } from '../../../../lib/config/parse-playback-config.ts';
import { PlaybackConfigError } from '../../../../lib/config/playback-config.ts';

const REQUIRED = { accountSid: `AC${'0a'.repeat(16)}`, bucketName: 'recordings' };
const KMS_KEY = 'arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555';

const problemsOf = (raw: unknown): readonly string[] => {
  try {
    parsePlaybackConfig(raw);
  } catch (error) {
    if (error instanceof PlaybackConfigError) return error.problems;
    throw error;
  }
  return [];
};

describe('the configuration', () => {
  test('requires an account and a bucket, and has defaults for the rest', () => {
    expect(parsePlaybackConfig(REQUIRED)).toEqual({
      ...REQUIRED,
      stackName: 'FlexSecurePlayback',
      createBucket: false,
      accessLogReaders: [],
      objectKeys: ['{accountSid}/{recordingSid}', '{accountSid}/{recordingSid}.wav'],
      otherObjectKeys: [],
      allowedOrigins: ['https://flex.twilio.com'],
      iamBaseUrl: 'https://iam.twilio.com',
      tokenCacheSeconds: 30,
      delivery: 's3',
      linkBinding: 'address-and-agent',
      encryptionKeys: {},
      createEncryptionKey: false,
      verifyOnArrival: false,
      linkTtlMinSeconds: 120,
      linkTtlMaxSeconds: 3600,
      archiveLock: { mode: 'governance', days: 365 },
      auditReadTrail: false,
      catalogIndexes: 5,
      logRetentionDays: 90,
      alarmThresholds: { denials: 50, unauthenticated: 100, latencyMs: 3000 },
      dashboard: true,
      tracing: false,
      throttle: { ratePerSecond: 50, burst: 100 },
      reservedConcurrency: { 'url-provider': 100, 'twilio-events': 100 },
    });
  });

  test('keeps every given value', () => {
    const given = {
      ...REQUIRED,
      stackName: 'Playback-test',
      bucketRegion: 'eu-central-1',
      bucketKmsKeyArn: KMS_KEY,
      createBucket: false,
      accessLogReaders: [],
      objectKeys: ['calls/{accountSid}/{recordingSid}.wav'],
      otherObjectKeys: ['2023/{accountSid}/{recordingSid}', '2024/{recordingSid}'],
      allowedOrigins: ['https://flex.twilio.com', 'http://flex.localhost:8080', 'http://127.0.0.1:1', 'http://[::1]'],
      twilioSecretName: 'twilio/flex',
      iamBaseUrl: 'http://127.0.0.1:4000',
      tokenCacheSeconds: 0,
      delivery: 'stream',
      linkBinding: 'agent',
      encryptionKeys: { [`CR${'1'.repeat(32)}`]: KMS_KEY, [`CR${'2'.repeat(32)}`]: 'created' },
      createEncryptionKey: true,
      verifyOnArrival: false,
      linkTtlMinSeconds: 60,
      linkTtlMaxSeconds: 60,
      auditRetentionDays: 365,
      archiveLock: { mode: 'compliance', days: 2557 },
      auditReadTrail: true,
      catalogIndexes: 1,
      logRetentionDays: 7,
      alarmEmail: 'ops@example.com',
      alarmTopicArn: 'arn:aws:sns:eu-central-1:123456789012:operations',
      alarmThresholds: { denials: 1, unauthenticated: 2, latencyMs: 3 },
      runbookUrl: 'https://wiki.example.com/operations',
      dashboard: false,
      tracing: true,
      domainName: 'playback.example.com',
      certificateArn: 'arn:aws:acm:eu-central-1:123456789012:certificate/11111111-2222-3333-4444-555555555555',
      webAclArn: 'arn:aws:wafv2:eu-central-1:123456789012:regional/webacl/company/11111111-2222-3333-4444-555555555555',
      throttle: { ratePerSecond: 1, burst: 1 },
      reservedConcurrency: { 'url-provider': 1, 'twilio-events': 2, media: 3, 'audit-digest': 4 },
    };
    expect(parsePlaybackConfig(given)).toEqual(given);
  });

  test('reports every problem at once, misspelt keys included', () => {
    expect(problemsOf({ acountSid: 'AC1', bucketName: 'A', tokenCacheSeconds: 61, linkTtlMinSeconds: 7200 })).toEqual([
      'acountSid is not a key of the configuration: did you mean accountSid?',
      expect.stringMatching(/^accountSid is missing: it must be the Twilio account SID/),
      expect.stringMatching(/^bucketName is "A": it must be the name of an S3 bucket/),
      expect.stringMatching(/^tokenCacheSeconds is 61: it must be a whole number of seconds from 0/),
      expect.stringMatching(/^linkTtlMinSeconds is 7200 and linkTtlMaxSeconds is 3600: lower the minimum/),
    ]);
    expect(() => parsePlaybackConfig({})).toThrow(/has 2 problems:\n {2}- accountSid .*\n {2}- bucketName /);
  });

  test.each(['constructor', 'toString', '__proto__', 'twilioAuthToken', ''])(
    'refuses the unknown key "%s" without printing its value',
    key => {
      const raw = JSON.parse(`{${JSON.stringify(key)}:"hush"}`);
      const [problem, ...others] = problemsOf({ ...REQUIRED, ...raw });
      expect(problem).toContain(`${key} is not a key of the configuration`);
      expect(problem).not.toContain('hush');
      expect(others).toEqual([]);
    },
  );

  test.each([
    ['bucketname', 'bucketName'],
    ['bucket', 'bucketName'],
    ['alowedOrigins', 'allowedOrigins'],
    ['ACCOUNTSID', 'accountSid'],
    ['linkTtlMaxSecond', 'linkTtlMaxSeconds'],
  ])('suggests, for the unknown key %s, the key %s', (slip, meant) => {
    expect(problemsOf({ ...REQUIRED, [slip]: 1 })).toEqual([
      `${slip} is not a key of the configuration: did you mean ${meant}?`,
    ]);
  });

  test.each([[undefined], [null], ['{}'], [[]], [7], [true]])('is an object, not %j', raw => {
    expect(problemsOf(raw)).toEqual([expect.stringContaining('it must be an object with at least accountSid')]);
  });
});

describe('the configuration', () => {
  test('refuses a region for a bucket that the stack creates', () => {
    expect(problemsOf({ ...REQUIRED, createBucket: true, bucketRegion: 'eu-central-1' })).toEqual([
      expect.stringContaining('remove bucketRegion'),
    ]);
  });

  test('refuses links of more than one hour if the stack creates the bucket, because its access log contains them', () => {
    const made = { ...REQUIRED, createBucket: true };
    expect(problemsOf({ ...made, linkTtlMaxSeconds: 3601 })).toEqual([
      expect.stringMatching(
        /^createBucket is true and linkTtlMaxSeconds is 3601: .*lower linkTtlMaxSeconds to 3600 or less/,
      ),
    ]);
    expect(problemsOf({ ...made, linkTtlMaxSeconds: 3600 })).toEqual([]);
    expect(problemsOf({ ...made, linkTtlMaxSeconds: 3601, delivery: 'stream' })).toEqual([]);
    expect(problemsOf({ ...REQUIRED, linkTtlMaxSeconds: 3601 })).toEqual([]);
  });

  test('refuses readers of the access log for an existing bucket', () => {
    const accessLogReaders = ['arn:aws:iam::123456789012:role/auditor'];
    expect(problemsOf({ ...REQUIRED, accessLogReaders })).toEqual([expect.stringContaining('remove accessLogReaders')]);
    expect(problemsOf({ ...REQUIRED, createBucket: true, accessLogReaders })).toEqual([]);
  });

  test.each([
    ['accessLogs.bucketName is missing', { prefix: 'recordings/' }],
    ['accessLogs.bucketName is "s3://logs"', { bucketName: 's3://logs' }],
    ['accessLogs.prefix is "recordings/*"', { bucketName: 'logs', prefix: 'recordings/*' }],
  ])('names the part of an access log that is wrong: %s', (problem, accessLogs) => {
    expect(problemsOf({ ...REQUIRED, accessLogs })).toEqual([
      expect.stringMatching(new RegExp(`^${problem.replaceAll(/[*.]/g, '.')}: accessLogs must be`)),
    ]);
  });

  test('takes an existing access log only for a bucket of its own that the stack does not create, in its own region', () => {
    const accessLogs = { bucketName: 'logs', prefix: 'recordings/' };
    const given = { ...REQUIRED, accessLogs };
    expect(parsePlaybackConfig(given).accessLogs).toEqual(accessLogs);
    expect(parsePlaybackConfig({ ...REQUIRED, accessLogs: { bucketName: 'logs' } }).accessLogs?.prefix).toBe('');
    expect(problemsOf({ ...given, createBucket: true })).toEqual([expect.stringContaining('remove accessLogs')]);
    expect(problemsOf({ ...given, bucketRegion: 'eu-west-1' })).toEqual([
      expect.stringContaining('accessLogs is given and bucketRegion is "eu-west-1"'),
    ]);
    expect(problemsOf({ ...given, bucketName: 'logs' })).toEqual([expect.stringContaining('both "logs"')]);
    expect(problemsOf({ ...given, linkTtlMaxSeconds: 3601 })).toEqual([
      expect.stringContaining('lower linkTtlMaxSeconds to 3600'),
    ]);
    expect(problemsOf({ ...given, linkTtlMaxSeconds: 3601, delivery: 'stream' })).toEqual([]);
  });

  test('refuses a KMS key of another region than the bucket', () => {
    expect(problemsOf({ ...REQUIRED, bucketRegion: 'us-east-1', bucketKmsKeyArn: KMS_KEY })).toEqual([
      expect.stringContaining('bucketRegion is "us-east-1" and bucketKmsKeyArn is in eu-central-1'),
    ]);
  });

  test('refuses verification at arrival without a key, or with a bucket in another region', () => {
    const key = { [`CR${'1'.repeat(32)}`]: KMS_KEY };
    expect(problemsOf({ ...REQUIRED, verifyOnArrival: true })).toEqual([
      expect.stringContaining('verifyOnArrival is true and there is no key for encrypted recordings'),
    ]);
    expect(problemsOf({ ...REQUIRED, verifyOnArrival: true, delivery: 'stream' })).toHaveLength(1);
    expect(problemsOf({ ...REQUIRED, verifyOnArrival: true, createEncryptionKey: true })).toEqual([]);
    expect(problemsOf({ ...REQUIRED, verifyOnArrival: true, encryptionKeys: key })).toEqual([]);
    expect(problemsOf({ ...REQUIRED, verifyOnArrival: true, encryptionKeys: key, bucketRegion: 'eu-west-1' })).toEqual([
      expect.stringContaining('verifyOnArrival is true and bucketRegion is "eu-west-1"'),
    ]);
  });
});
