import { describe, expect, test } from 'vitest';
import { parseAccessLogReaderConfig } from '../../../../lambda/access-log-reader/config.ts';
import { parseAuditDigestConfig } from '../../../../lambda/audit-digest/config.ts';
import { parseAuditVerifierConfig } from '../../../../lambda/audit-verifier/config.ts';
import { parseCatalogWriterConfig } from '../../../../lambda/catalog-writer/config.ts';
import { parseHeardWriterConfig } from '../../../../lambda/heard-writer/config.ts';
import { parseMediaConfig } from '../../../../lambda/media/config.ts';
import { parseMediaVerifierConfig } from '../../../../lambda/media-verifier/config.ts';
import { parsePolicyRecorderConfig } from '../../../../lambda/policy-recorder/config.ts';
import {
  EnvironmentError,
  oneOf,
  optional,
  readSettings,
  text,
  textMap,
  texts,
  textsOrNone,
  wholeNumber,
} from '../../../../lambda/shell/settings.ts';
import { parseTwilioEventsConfig } from '../../../../lambda/twilio-events/config.ts';
import { parseUrlProviderConfig } from '../../../../lambda/url-provider/config.ts';

const settings = {
  region: text('REGION'),
  account: text('ACCOUNT', /^AC\d+$/, 'an account is needed'),
  days: optional(wholeNumber('DAYS')),
  word: oneOf('WORD', ['s3', 'stream']),
  keys: texts('KEYS'),
  sids: textsOrNone('SIDS'),
  map: textMap('MAP'),
};
const GOOD = { REGION: 'r', ACCOUNT: 'AC1', WORD: 's3', KEYS: '["a"]', SIDS: '[]', MAP: '{"a":"b"}' };

describe("a function's settings", () => {
  test('are read into typed values', () => {
    expect(readSettings(settings, { ...GOOD, DAYS: '30' })).toEqual({
      region: 'r',
      account: 'AC1',
      days: 30,
      word: 's3',
      keys: ['a'],
      sids: [],
      map: { a: 'b' },
    });
  });

  test('may lack optional variables only', () => {
    expect(readSettings(settings, GOOD).days).toBeUndefined();
  });

  test.each<[variable: string, given: string | undefined, needed: string]>([
    ['REGION', undefined, 'a text is needed (given: nothing)'],
    ['REGION', '', 'a text is needed (given: "")'],
    ['ACCOUNT', 'AC1x', 'an account is needed (given: "AC1x")'],
    ['DAYS', '', 'a whole number is needed (given: "")'],
    ['DAYS', '-1', 'a whole number is needed'],
    ['DAYS', '1e3', 'a whole number is needed'],
    ['WORD', 'S3', 'one of s3, stream is needed'],
    ['WORD', 'toString', 'one of s3, stream is needed'],
    ['KEYS', '[]', 'a JSON array of texts is needed'],
    ['KEYS', '["a",1]', 'a JSON array of texts is needed'],
    ['KEYS', '{"0":"a"}', 'a JSON array of texts is needed'],
    ['KEYS', 'a', 'a JSON array of texts is needed'],
    ['SIDS', '[1]', 'a JSON array of texts is needed'],
    ['SIDS', 'null', 'a JSON array of texts is needed'],
    ['MAP', '["a"]', 'a JSON object of texts is needed'],
    ['MAP', '{"a":1}', 'a JSON object of texts is needed'],
    ['MAP', 'null', 'a JSON object of texts is needed'],
  ])('are refused when %s is %j', (variable, given, needed) => {
    const read = () => readSettings(settings, { ...GOOD, [variable]: given });
    expect(read).toThrow(EnvironmentError);
    expect(read).toThrow(`${variable}: ${needed}`);
  });

  test('report all problems at once', () => {
    expect(() => readSettings(settings, {})).toThrow(/REGION:.*ACCOUNT:.*WORD:.*KEYS:.*SIDS:.*MAP:/s);
  });
});

test.each([
  ['url-provider', parseUrlProviderConfig, ['ACCOUNT_SID', 'RECORDINGS_BUCKET', 'AUDIT_TABLE', 'IAM_BASE_URL']],
  ['media', parseMediaConfig, ['RECORDINGS_BUCKET', 'LINKS_TABLE', 'LINK_BINDING', 'ENCRYPTION_KEYS']],
  ['media-verifier', parseMediaVerifierConfig, ['ACCOUNT_SID', 'RECORDINGS_BUCKET', 'OBJECT_KEYS', 'ENCRYPTION_KEYS']],
  ['heard-writer', parseHeardWriterConfig, ['COVERAGE_TABLE', 'AUDIT_TABLE', 'SETTLE_SECONDS']],
  ['access-log-reader', parseAccessLogReaderConfig, ['ACCESS_LOG_BUCKET', 'RECORDINGS_BUCKET', 'LINK_SIGNER_ARN']],
  ['twilio-events', parseTwilioEventsConfig, ['ACCOUNT_SID', 'CALL_EVENTS_QUEUE_URL', 'TWILIO_SECRET_NAME']],
  ['catalog-writer', parseCatalogWriterConfig, ['AWS_REGION', 'RECORDINGS_TABLE']],
  ['audit-digest', parseAuditDigestConfig, ['AUDIT_TABLE', 'ARCHIVE_BUCKET', 'SIGNING_KEY_ARN']],
  ['audit-verifier', parseAuditVerifierConfig, ['AUDIT_TABLE', 'ARCHIVE_BUCKET', 'SIGNING_KEY_ARN']],
  ['policy-recorder', parsePolicyRecorderConfig, ['AWS_REGION', 'AUDIT_TABLE']],
])('%s does not start in an empty environment, and names the missing variables', (_, parse, variables) => {
  for (const variable of variables) expect(() => parse({})).toThrow(`${variable}: `);
});
