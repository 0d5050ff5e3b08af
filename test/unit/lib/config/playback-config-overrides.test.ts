import { describe, expect, test } from 'vitest';
import { playbackFromContext } from '../../../../lib/config/context-overrides.ts';
import { type KEYS, parsePlaybackConfig } from '../../../../lib/config/parse-playback-config.ts';
import { placeholders } from '../../../../lib/config/placeholders.ts';

const CDK_JSON = { accountSid: `AC${'0a'.repeat(16)}`, bucketName: 'recordings' };
const CDK_OWN_CONTEXT = { 'cli-telemetry': false, 'aws:cdk:version-reporting': false, '@aws-cdk/core:x': true };

const configFrom = (overrides: Record<string, unknown>) =>
  parsePlaybackConfig(playbackFromContext({ ...CDK_OWN_CONTEXT, playback: CDK_JSON, ...overrides }));

describe('-c key=value', () => {
  test.each<[key: (typeof KEYS)[number], text: string, value: unknown]>([
    ['accountSid', `AC${'1'.repeat(32)}`, `AC${'1'.repeat(32)}`],
    ['bucketName', '12345', '12345'],
    ['bucketRegion', 'us-west-2', 'us-west-2'],
    ['bucketKmsKeyArn', `arn:aws:kms:us-west-2:123456789012:key/mrk-${'0'.repeat(32)}`, undefined],
    ['createBucket', 'true', true],
    ['objectKeys', '["{recordingSid}"]', ['{recordingSid}']],
    ['allowedOrigins', '["https://a.example"]', ['https://a.example']],
    ['twilioSecretName', 'null', 'null'],
    ['iamBaseUrl', 'http://127.0.0.1:1', 'http://127.0.0.1:1'],
    ['tokenCacheSeconds', '0', 0],
    ['delivery', 's3', 's3'],
    ['linkTtlMinSeconds', '200', 200],
    ['linkTtlMaxSeconds', '200', 200],
    ['auditRetentionDays', '400', 400],
    ['logRetentionDays', '30', 30],
    ['alarmEmail', 'ops@example.com', 'ops@example.com'],
    ['throttle', '{"ratePerSecond":1,"burst":2}', { ratePerSecond: 1, burst: 2 }],
  ])('sets %s from %j', (key, text, value) => {
    expect(configFrom({ [key]: text })[key]).toEqual(value ?? text);
  });

  test('overrides the key in cdk.json and keeps the other keys', () => {
    expect(configFrom({ bucketName: 'other' })).toMatchObject({ accountSid: CDK_JSON.accountSid, bucketName: 'other' });
  });

  test('works without a playback object in cdk.json', () => {
    expect(parsePlaybackConfig(playbackFromContext(CDK_JSON))).toMatchObject(CDK_JSON);
  });

  test('with an invalid value is reported with the value as it was typed', () => {
    expect(() => configFrom({ tokenCacheSeconds: 'ten', throttle: '{broken' })).toThrow(
      /tokenCacheSeconds is "ten".*\n.*throttle is "{broken"/,
    );
  });

  test.each([
    ['acountSid', /-c acountSid=… is not a key of the configuration: did you mean -c accountSid=…\?/],
    ['allowedOrigin', /did you mean -c allowedOrigins=…\?/],
    ['playback.accountSid', /did you mean -c accountSid=…\?/],
    ['playback.whatever', /-c playback.whatever=… is not a key/],
  ])('with a misspelt key (%s) is refused, although the CDK accepts it', (key, message) => {
    expect(() => configFrom({ [key]: 'x' })).toThrow(message);
  });

  test('with a misspelt key is reported together with the other problems', () => {
    expect(() => configFrom({ acountSid: 'x', bucketName: 's3://recordings', throttle: '5' })).toThrow(
      /3 problems:\n.*-c acountSid=…[^\n]*\n[^\n]*bucketName is "s3:\/\/recordings"[^\n]*\n[^\n]*throttle is 5/,
    );
  });

  test("is ignored for the CDK's own keys", () => {
    expect(playbackFromContext({ ...CDK_OWN_CONTEXT, playback: CDK_JSON })).toEqual(CDK_JSON);
  });

  test('does not make up for an invalid playback value in cdk.json', () => {
    expect(() => configFrom({ playback: 'x', bucketName: 'other' })).toThrow(/playback is "x": it must be an object/);
  });
});

describe('the placeholders of cdk.json', () => {
  test('are named in the notes of synthesis until they are replaced', () => {
    const fresh = { accountSid: `AC${'0'.repeat(32)}`, bucketName: 'my-twilio-recordings' };
    expect(placeholders(parsePlaybackConfig(fresh))).toEqual([
      expect.stringContaining('accountSid is still the placeholder'),
      expect.stringContaining('bucketName is still the placeholder'),
    ]);
    expect(placeholders(parsePlaybackConfig(CDK_JSON))).toEqual([]);
  });
});
