import { describe, expect, test } from 'vitest';
import { parseCatalogWriterConfig } from '../../lambda/catalog-writer/config.ts';
import { parseMediaAttacherConfig } from '../../lambda/media-attacher/config.ts';
import { parseTwilioEventsConfig } from '../../lambda/twilio-events/config.ts';
import { parseUrlProviderConfig } from '../../lambda/url-provider/config.ts';
import { ACCOUNT_SID, asText, EVERYTHING, functions, MINIMAL, PUBLIC_KEY_SID, synthesize } from './synthesized.ts';

const minimal = synthesize(MINIMAL);
const everything = synthesize(EVERYTHING);

const urlProvider = (synthesized = minimal) => {
  const found = functions(synthesized).find(([id]) => id.startsWith('UrlProvider'));
  if (!found) throw new Error('there is no url-provider function');
  return found[1];
};

describe('the url-provider', () => {
  const configured = (synthesized = minimal) =>
    parseUrlProviderConfig({
      AWS_REGION: 'eu-central-1',
      LAMBDA_TASK_ROOT: '/var/task',
      ...Object.fromEntries(
        Object.entries(urlProvider(synthesized).Properties.Environment.Variables).map(([name, value]) => [
          name,
          asText(value),
        ]),
      ),
    });

  test('has an environment from which its configuration can be parsed, defaults included', () => {
    expect(configured()).toEqual({
      region: 'eu-central-1',
      bucketRegion: 'eu-central-1',
      accountSid: ACCOUNT_SID,
      recordingsBucket: 'recordings',
      objectKeys: ['{accountSid}/{recordingSid}', '{accountSid}/{recordingSid}.wav'],
      otherObjectKeys: [],
      recordingsTable: '<RecordingsCatalog>',
      codeDirectory: '/var/task',
      auditTable: '<AccessAudit>',
      iamBaseUrl: 'https://iam.twilio.com',
      tokenCacheSeconds: 30,
      delivery: 's3',
      publicKeySids: [],
      linkLifetime: { minSeconds: 120, maxSeconds: 3600 },
      isAccessLogged: false,
    });
  });

  test('finds in its environment the secret, the retention, the media endpoint and the bucket that the stack creates', () => {
    expect(configured(everything)).toMatchObject({
      recordingsBucket: '<Recordings>',
      auditRetentionDays: 400,
      isAccessLogged: true,
      twilioSecretName: 'twilio/flex',
      delivery: 'stream',
      publicKeySids: [PUBLIC_KEY_SID, `CR${'2'.repeat(32)}`],
      streaming: { mediaUrl: expect.stringMatching(/\/media$/), linksTable: '<MediaLinks>' },
    });
  });
});

test('twilio-events finds in its environment the account, the catalog and the secret', () => {
  const fn = functions(everything).find(([id]) => id.startsWith('TwilioEvents'))?.[1];
  const variables = Object.entries(fn?.Properties.Environment.Variables ?? {}).map(([name, value]) => [
    name,
    asText(value),
  ]);
  expect(parseTwilioEventsConfig({ AWS_REGION: 'eu-central-1', ...Object.fromEntries(variables) })).toEqual({
    region: 'eu-central-1',
    accountSid: ACCOUNT_SID,
    callEventsQueueUrl: '<CallEvents>',
    twilioSecretName: 'twilio/flex',
  });
});

test('media-attacher knows the queue of failures, its own secret and the address of this service', () => {
  const fn = functions(everything).find(([id]) => id.startsWith('MediaAttacher'))?.[1];
  const variables = Object.entries(fn?.Properties.Environment.Variables ?? {});
  const environment = Object.fromEntries(variables.map(([name, value]) => [name, asText(value)]));
  expect(parseMediaAttacherConfig({ AWS_REGION: 'eu-central-1', ...environment })).toEqual({
    region: 'eu-central-1',
    accountSid: EVERYTHING.accountSid,
    workspaceSid: EVERYTHING.attachUrlProvider.workspaceSid,
    twilioSecretName: 'twilio/attacher',
    taskRouterBaseUrl: 'https://taskrouter.twilio.com',
    urlProviderUrl: expect.stringMatching(/\/sec_rec$/),
    deadLetterQueueUrl: '<MediaAttachmentsDeadLetters>',
    maxReceiveCount: 100,
  });
});

test('catalog-writer knows the catalog, and neither the secret nor the account', () => {
  const fn = functions(everything).find(([id]) => id.startsWith('CatalogWriter'))?.[1];
  const variables = Object.entries(fn?.Properties.Environment.Variables ?? {});
  const environment = Object.fromEntries(variables.map(([name, value]) => [name, asText(value)]));
  expect(environment).toEqual({
    RECORDINGS_TABLE: '<RecordingsCatalog>',
    MEDIA_ATTACHMENTS_QUEUE_URL: '<MediaAttachments>',
    STACK_NAME: '<AWS::StackName>',
  });
  expect(parseCatalogWriterConfig({ AWS_REGION: 'eu-central-1', ...environment })).toEqual({
    region: 'eu-central-1',
    recordingsTable: '<RecordingsCatalog>',
    attachmentsQueueUrl: '<MediaAttachments>',
  });
});
