import { describe, expect, test } from 'vitest';
import { parsePlaybackConfig } from '../../lib/config/parse-playback-config.ts';
import { PlaybackConfigError } from '../../lib/config/playback-config.ts';

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
  test('needs an account and a bucket; everything else has a default', () => {
    expect(parsePlaybackConfig(REQUIRED)).toEqual({
      ...REQUIRED,
      createBucket: false,
      accessLogReaders: [],
      objectKeys: ['{accountSid}/{recordingSid}', '{accountSid}/{recordingSid}.wav'],
      allowedOrigins: ['https://flex.twilio.com'],
      iamBaseUrl: 'https://iam.twilio.com',
      tokenCacheSeconds: 30,
      delivery: 's3',
      linkBinding: 'address-and-agent',
      encryptionKeys: {},
      createEncryptionKey: false,
      linkTtlMinSeconds: 120,
      linkTtlMaxSeconds: 3600,
      archiveLock: { mode: 'governance', days: 365 },
      auditReadTrail: false,
      catalogIndexes: 3,
      logRetentionDays: 90,
      throttle: { ratePerSecond: 50, burst: 100 },
      reservedConcurrency: { 'url-provider': 100, 'twilio-events': 100 },
    });
  });

  test('keeps what it is given', () => {
    const given = {
      ...REQUIRED,
      bucketRegion: 'eu-central-1',
      bucketKmsKeyArn: KMS_KEY,
      createBucket: false,
      accessLogReaders: [],
      objectKeys: ['calls/{accountSid}/{recordingSid}.wav'],
      allowedOrigins: ['https://flex.twilio.com', 'http://flex.localhost:8080', 'http://127.0.0.1:1', 'http://[::1]'],
      twilioSecretName: 'twilio/flex',
      iamBaseUrl: 'http://127.0.0.1:4000',
      tokenCacheSeconds: 0,
      delivery: 'stream',
      linkBinding: 'agent',
      encryptionKeys: { [`CR${'1'.repeat(32)}`]: KMS_KEY, [`CR${'2'.repeat(32)}`]: 'created' },
      createEncryptionKey: true,
      linkTtlMinSeconds: 60,
      linkTtlMaxSeconds: 60,
      auditRetentionDays: 365,
      archiveLock: { mode: 'compliance', days: 2557 },
      auditReadTrail: true,
      catalogIndexes: 1,
      logRetentionDays: 7,
      alarmEmail: 'ops@example.com',
      throttle: { ratePerSecond: 1, burst: 1 },
      reservedConcurrency: { 'url-provider': 1, 'twilio-events': 2, media: 3, 'audit-digest': 4 },
    };
    expect(parsePlaybackConfig(given)).toEqual(given);
  });

  test('reports every problem at once, misspelt keys included', () => {
    expect(problemsOf({ acountSid: 'AC1', bucketName: 'A', tokenCacheSeconds: 61, linkTtlMinSeconds: 7200 })).toEqual([
      'acountSid is not a key of the configuration: did you mean accountSid?',
      expect.stringMatching(/^accountSid is missing: it must be the Twilio account SID/),
      expect.stringMatching(/^bucketName is "A": it must be an S3 bucket's name/),
      expect.stringMatching(/^tokenCacheSeconds is 61: it must be a whole number of seconds from 0/),
      expect.stringMatching(/^linkTtlMinSeconds is 7200 and linkTtlMaxSeconds is 3600: lower the one/),
    ]);
    expect(() => parsePlaybackConfig({})).toThrow(/has 2 problems:\n {2}- accountSid .*\n {2}- bucketName /);
  });

  test.each(['constructor', 'toString', '__proto__', 'twilioAuthToken', ''])(
    'refuses the key "%s", which does not exist, without showing what it was given',
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
  ])('takes %s for a slip of %s', (slip, meant) => {
    expect(problemsOf({ ...REQUIRED, [slip]: 1 })).toEqual([
      `${slip} is not a key of the configuration: did you mean ${meant}?`,
    ]);
  });

  test.each([[undefined], [null], ['{}'], [[]], [7], [true]])('is an object, not %j', raw => {
    expect(problemsOf(raw)).toEqual([expect.stringContaining('it must be an object with at least accountSid')]);
  });
});

describe('a value that would not work is refused, shown, and explained', () => {
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
    ['bucketRegion', 'Frankfurt'],
    ['bucketRegion', ''],
    ['bucketKmsKeyArn', 'alias/recordings'],
    ['bucketKmsKeyArn', 'arn:aws:kms:eu-central-1:123456789012:alias/recordings'],
    ['bucketKmsKeyArn', 'arn:aws:kms:eu-central-1:123456789012:key/*'],
    ['createBucket', 'yes'],
    ['createBucket', 1],
    ['accessLogReaders', 'arn:aws:iam::123456789012:role/auditor'],
    ['objectKeys', []],
    ['objectKeys', '{recordingSid}'],
    ['objectKeys', new Array(6).fill(0).map((_, i) => `${i}/{recordingSid}`)],
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
  ])('%s: %j', (key, value) => {
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
  ])('an origin that no browser sends, or that anybody could have: %j', origin => {
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
  ])('an object key that names no recording, or would widen the grant: %j', template => {
    expect(problemsOf({ ...REQUIRED, objectKeys: [template] })).toEqual([
      expect.stringContaining(`objectKeys[0] is ${JSON.stringify(template)}: objectKeys must be`),
    ]);
  });

  test('parts of the throttle that are missing, wrong or unknown, each by its name', () => {
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
  ])('a reader of the access log that is more than one role or user: %j', reader => {
    expect(problemsOf({ ...REQUIRED, createBucket: true, accessLogReaders: [reader] })).toEqual([
      expect.stringContaining(`accessLogReaders[0] is ${JSON.stringify(reader)}: accessLogReaders must be`),
    ]);
  });

  test('the same origin or key twice', () => {
    const twice = ['https://flex.twilio.com', 'https://flex.twilio.com'];
    expect(problemsOf({ ...REQUIRED, allowedOrigins: twice })).toHaveLength(1);
    expect(problemsOf({ ...REQUIRED, objectKeys: ['{recordingSid}', '{recordingSid}'] })).toHaveLength(1);
  });

  test('an auth token where the name of its secret belongs, without showing it', () => {
    const authToken = '0123456789abcdef'.repeat(2);
    const problems = problemsOf({ ...REQUIRED, twilioSecretName: authToken });
    expect(problems).toEqual([expect.stringContaining('twilioSecretName is not usable: it must be the name')]);
    expect(problems[0]).not.toContain(authToken);
  });

  test('a very long value is cut', () => {
    const [problem] = problemsOf({ ...REQUIRED, bucketName: 'x'.repeat(10_000) });
    expect(problem?.length).toBeLessThan(400);
  });
});

describe('keys that contradict each other', () => {
  test('a bucket made by the stack has no region of its own', () => {
    expect(problemsOf({ ...REQUIRED, createBucket: true, bucketRegion: 'eu-central-1' })).toEqual([
      expect.stringContaining('leave bucketRegion out'),
    ]);
  });

  test('a bucket made by the stack logs presigned links, so that they may live for an hour at most', () => {
    const made = { ...REQUIRED, createBucket: true };
    expect(problemsOf({ ...made, linkTtlMaxSeconds: 3601 })).toEqual([
      expect.stringMatching(/^createBucket is true and linkTtlMaxSeconds is 3601: .*after 3600 seconds at most/),
    ]);
    expect(problemsOf({ ...made, linkTtlMaxSeconds: 3600 })).toEqual([]);
    expect(problemsOf({ ...made, linkTtlMaxSeconds: 3601, delivery: 'stream' })).toEqual([]);
    expect(problemsOf({ ...REQUIRED, linkTtlMaxSeconds: 3601 })).toEqual([]);
  });

  test('the log of a bucket that exists already cannot be restricted by the stack', () => {
    const accessLogReaders = ['arn:aws:iam::123456789012:role/auditor'];
    expect(problemsOf({ ...REQUIRED, accessLogReaders })).toEqual([
      expect.stringContaining('leave accessLogReaders out'),
    ]);
    expect(problemsOf({ ...REQUIRED, createBucket: true, accessLogReaders })).toEqual([]);
  });

  test('a key encrypts the buckets of its own region only', () => {
    expect(problemsOf({ ...REQUIRED, bucketRegion: 'us-east-1', bucketKmsKeyArn: KMS_KEY })).toEqual([
      expect.stringContaining('bucketRegion is "us-east-1" and bucketKmsKeyArn is of eu-central-1'),
    ]);
  });
});
