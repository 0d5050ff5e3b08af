import { describe, expect, test } from 'vitest';
import { parsePlaybackConfig } from '../../../../lib/config/parse-playback-config.ts';
import { PlaybackConfigError } from '../../../../lib/config/playback-config.ts';

const REQUIRED = { accountSid: `AC${'0a'.repeat(16)}`, bucketName: 'recordings' };

const problemsOf = (raw: unknown): readonly string[] => {
  try {
    parsePlaybackConfig(raw);
  } catch (error) {
    if (error instanceof PlaybackConfigError) return error.problems;
    throw error;
  }
  return [];
};

describe('the configuration refuses, with the value and an explanation', () => {
  test.each<[key: string, value: unknown]>([
    ['accountSid', `AC${'0A'.repeat(16)}`],
    ['accountSid', `AC${'0'.repeat(31)}`],
    ['accountSid', `AC${'0'.repeat(33)}`],
    ['accountSid', `AC${'0'.repeat(32)}\n`],
    ['accountSid', ` AC${'0'.repeat(32)}`],
    ['accountSid', 42],
    ['accountSid', null],
    ['bucketName', 'ab'],
    ['bucketName', 'a'.repeat(64)],
    ['bucketName', 'My-Recordings'],
    ['bucketName', 'a..b'],
    ['bucketName', '-abc'],
    ['bucketName', '192.168.0.1'],
    ['bucketName', 's3://recordings'],
    ['bucketName', 'arn:aws:s3:::recordings'],
    ['bucketName', 'recordings/*'],
    ['alarmTopicArn', 'operations'],
    ['alarmTopicArn', 'arn:aws:sqs:eu-central-1:123456789012:operations'],
    ['alarmTopicArn', 'arn:aws:sns:eu-central-1:123456789012:operations.fifo'],
    ['alarmThresholds', { latency: 5 }],
    ['runbookUrl', 'http://wiki.example.com'],
    ['runbookUrl', 'https://wiki.example.com/#runbooks'],
    ['dashboard', 'yes'],
    ['tracing', 1],
    ['domainName', 'https://playback.example.com'],
    ['domainName', '*.example.com'],
    ['domainName', 'localhost'],
    ['certificateArn', 'arn:aws:iam::123456789012:server-certificate/playback'],
    ['webAclArn', 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/company/11111111-2222-3333-4444-555555555555'],
    ['stackName', ''],
    ['stackName', 'playback_test'],
    ['stackName', '1st'],
    ['stackName', 'a'.repeat(129)],
    ['bucketRegion', 'Frankfurt'],
    ['bucketRegion', ''],
    ['bucketKmsKeyArn', 'alias/recordings'],
    ['bucketKmsKeyArn', 'arn:aws:kms:eu-central-1:123456789012:alias/recordings'],
    ['bucketKmsKeyArn', 'arn:aws:kms:eu-central-1:123456789012:key/*'],
    ['createBucket', 'yes'],
    ['createBucket', 1],
    ['accessLogReaders', 'arn:aws:iam::123456789012:role/auditor'],
    ['accessLogs', 'logs'],
    ['accessLogs', { bucketName: 'logs', region: 'eu-central-1' }],
    ['objectKeys', []],
    ['objectKeys', '{recordingSid}'],
    ['objectKeys', new Array(6).fill(0).map((_, i) => `${i}/{recordingSid}`)],
    ['otherObjectKeys', new Array(21).fill(0).map((_, i) => `${i}/{recordingSid}`)],
    ['allowedOrigins', []],
    ['allowedOrigins', 'https://flex.twilio.com'],
    ['twilioSecretName', 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:twilio'],
    ['twilioSecretName', ''],
    ['twilioSecretName', '{"authToken":"x"}'],
    ['iamBaseUrl', 'http://iam.twilio.com'],
    ['iamBaseUrl', 'https://iam.twilio.com/'],
    ['iamBaseUrl', 'https://user:pass@iam.twilio.com'],
    ['iamBaseUrl', 'iam.twilio.com'],
    ['iamBaseUrl', 'http://localhost.evil.example'],
    ['tokenCacheSeconds', -1],
    ['tokenCacheSeconds', 61],
    ['tokenCacheSeconds', 1.5],
    ['tokenCacheSeconds', '30'],
    ['tokenCacheSeconds', Number.NaN],
    ['tokenCacheSeconds', null],
    ['delivery', 'S3'],
    ['linkBinding', 'address'],
    ['encryptionKeys', []],
    ['encryptionKeys', 'created'],
    ['createEncryptionKey', 'yes'],
    ['verifyOnArrival', 'true'],
    ['linkTtlMinSeconds', 29],
    ['linkTtlMaxSeconds', 43_201],
    ['linkTtlMaxSeconds', Number.POSITIVE_INFINITY],
    ['auditRetentionDays', 364],
    ['auditRetentionDays', 0],
    ['logRetentionDays', 8],
    ['logRetentionDays', 0],
    ['alarmEmail', 'ops'],
    ['alarmEmail', 'a@example.com,b@example.com'],
    ['throttle', 50],
    ['reservedConcurrency', false],
    ['reservedConcurrency', { url_provider: 1 }],
  ])('%s %j', (key, value) => {
    const problems = problemsOf({ ...REQUIRED, [key]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/: it must be .{10,}/);
    if (key !== 'twilioSecretName') expect(problems[0]).toContain(`${key} is ${JSON.stringify(value).slice(0, 80)}`);
  });

  test.each([
    'https://flex.twilio.com/',
    'https://flex.twilio.com/path',
    'https://flex.twilio.com:443',
    'https://FLEX.twilio.com',
    'https://*.twilio.com',
    'http://flex.twilio.com',
    'http://localhost.example.com',
    'http://127.0.0.1.example.com',
    'flex.twilio.com',
    'file://',
    'ftp://flex.twilio.com',
    'javascript:alert(1)',
    'data:,x',
    'null',
    '*',
    '',
    'https://flex.twilio.com, https://evil.example',
    'https://flex.twilio.com\n',
  ])('the origin %j, which is not one exact origin', origin => {
    expect(problemsOf({ ...REQUIRED, allowedOrigins: ['https://flex.twilio.com', origin] })).toEqual([
      expect.stringContaining(`allowedOrigins[1] is ${JSON.stringify(origin)}: allowedOrigins must be`),
    ]);
  });

  test.each([
    '{accountSid}/recording.wav',
    '{accountSid}/{RecordingSid}',
    '{recordingSid}/{recordingSid}',
    '/{accountSid}/{recordingSid}',
    '{accountSid}//{recordingSid}',
    '{accountSid}/../{recordingSid}',
    '*/{recordingSid}',
    '{accountSid}/{recordingSid}.*',
    '{accountSid}/{recordingSid}.wa?',
    '{bucket}/{recordingSid}',
    '{accountSid/{recordingSid}',
    `\${aws:username}/{recordingSid}`,
    '{recordingSid}/',
    '',
  ])('the object key %j, which does not name exactly one recording', template => {
    for (const key of ['objectKeys', 'otherObjectKeys'])
      expect(problemsOf({ ...REQUIRED, [key]: [template] })).toEqual([
        expect.stringContaining(`${key}[0] is ${JSON.stringify(template)}: ${key} must be`),
      ]);
  });

  test('missing, invalid and unknown parts of throttle, each by its name', () => {
    expect(problemsOf({ ...REQUIRED, throttle: { ratePerSecond: 0, brust: 1 } })).toEqual([
      expect.stringContaining('throttle.ratePerSecond is 0: throttle must be'),
      expect.stringContaining('throttle.burst is missing: throttle must be'),
      expect.stringContaining('throttle is {"ratePerSecond":0,"brust":1}: it must be'),
    ]);
  });

  test.each([
    'arn:aws:iam::123456789012:role/*',
    'arn:aws:iam::*:role/auditor',
    'arn:aws:iam::123456789012:root',
    'arn:aws:sts::123456789012:assumed-role/auditor/session',
    'arn:aws:iam::12345:role/auditor',
    '*',
    '',
  ])('the reader %j, which is not exactly one role or user', reader => {
    expect(problemsOf({ ...REQUIRED, createBucket: true, accessLogReaders: [reader] })).toEqual([
      expect.stringContaining(`accessLogReaders[0] is ${JSON.stringify(reader)}: accessLogReaders must be`),
    ]);
  });

  test('a repeated origin or object key', () => {
    const twice = ['https://flex.twilio.com', 'https://flex.twilio.com'];
    expect(problemsOf({ ...REQUIRED, allowedOrigins: twice })).toHaveLength(1);
    expect(problemsOf({ ...REQUIRED, objectKeys: ['{recordingSid}', '{recordingSid}'] })).toHaveLength(1);
  });

  test('an auth token in place of the name of a secret, without printing it', () => {
    const authToken = '0123456789abcdef'.repeat(2);
    const problems = problemsOf({ ...REQUIRED, twilioSecretName: authToken });
    expect(problems).toEqual([expect.stringContaining('twilioSecretName is not usable: it must be the name')]);
    expect(problems[0]).not.toContain(authToken);
  });

  test('a very long value, cut in the message', () => {
    const [problem] = problemsOf({ ...REQUIRED, bucketName: 'x'.repeat(10_000) });
    expect(problem?.length).toBeLessThan(400);
  });
});
