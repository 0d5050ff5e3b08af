import { expect, test } from 'vitest';
import { parsePlaybackConfig } from '../../../../lib/config/parse-playback-config.ts';
import { PlaybackConfigError } from '../../../../lib/config/playback-config.ts';

const REQUIRED = { accountSid: `AC${'0a'.repeat(16)}`, bucketName: 'recordings' };
const ID = '11111111-2222-3333-4444-555555555555';
const certificateArn = `arn:aws:acm:eu-central-1:123456789012:certificate/${ID}`;
const webAclArn = `arn:aws:wafv2:eu-central-1:123456789012:regional/webacl/company/${ID}`;
const domainName = 'playback.example.com';

const problemsOf = (given: object): readonly string[] => {
  try {
    parsePlaybackConfig({ ...REQUIRED, ...given });
  } catch (error) {
    if (error instanceof PlaybackConfigError) return error.problems;
    throw error;
  }
  return [];
};

test('a domain and its certificate are given together', () => {
  expect(problemsOf({ domainName, certificateArn })).toEqual([]);
  expect(problemsOf({ domainName })).toEqual([
    expect.stringContaining('domainName is "playback.example.com" and certificateArn is missing'),
  ]);
  expect(problemsOf({ certificateArn })).toEqual([
    expect.stringContaining('certificateArn is given and domainName is missing'),
  ]);
});

test('a malformed setting is one problem, not also a missing one', () => {
  expect(problemsOf({ domainName, certificateArn: 'mine' })).toEqual([
    expect.stringContaining('certificateArn is "mine": it must be the ARN of a certificate'),
  ]);
  expect(problemsOf({ domainName: 'https://x', certificateArn })).toEqual([
    expect.stringContaining('domainName is "https://x": it must be a domain name'),
  ]);
  expect(problemsOf({ webAclArn, delivery: 'streaming' })).toEqual([
    expect.stringContaining('delivery is "streaming"'),
  ]);
});

test('a certificate for CloudFront, in another region than the topic, is refused', () => {
  const alarmTopicArn = 'arn:aws:sns:eu-central-1:123456789012:operations';
  expect(problemsOf({ alarmTopicArn, domainName, certificateArn })).toEqual([]);
  expect(
    problemsOf({ alarmTopicArn, domainName, certificateArn: certificateArn.replace('eu-central-1', 'us-east-1') }),
  ).toEqual([
    "alarmTopicArn in eu-central-1, certificateArn in us-east-1: each must be in the stack's region, so correct those that are not",
  ]);
});

test('a web ACL is refused where nothing is streamed, because AWS WAF does not support HTTP APIs', () => {
  expect(problemsOf({ webAclArn })).toEqual([expect.stringContaining('AWS WAF does not support HTTP APIs')]);
  expect(problemsOf({ webAclArn, delivery: 'stream' })).toEqual([]);
  expect(problemsOf({ webAclArn, createEncryptionKey: true })).toEqual([]);
});

test('thresholds that are not given have their defaults, and one of zero is refused', () => {
  const { alarmThresholds } = parsePlaybackConfig({ ...REQUIRED, alarmThresholds: { denials: 5 } });
  expect(alarmThresholds).toEqual({ denials: 5, unauthenticated: 100, latencyMs: 3000 });
  expect(problemsOf({ alarmThresholds: { denials: 0 } })).toEqual([
    expect.stringContaining('alarmThresholds.denials is 0: alarmThresholds must be whole numbers'),
  ]);
});
