import { describe, expect, test } from 'vitest';
import { parseMediaConfig } from '../../lambda/media/config.ts';
import {
  actionsOf,
  asText,
  EVERYTHING,
  functions,
  KMS_KEY_ARN,
  MINIMAL,
  ofType,
  PUBLIC_KEY_SID,
  resourcesOf,
  statementsOf,
  synthesize,
} from './synthesized.ts';

const OTHER_KEY_SID = `CR${'2'.repeat(32)}`;
const everything = synthesize(EVERYTHING);

const twoOrigins = synthesize({
  ...MINIMAL,
  delivery: 'stream',
  allowedOrigins: ['https://flex.twilio.com', 'https://flex.example.com'],
});

const media = functions(everything).find(([id]) => id.startsWith('StreamedDeliveryMedia'))?.[1];

if (!media) throw new Error('there is no media function');

const environment = Object.fromEntries(
  Object.entries(media.Properties.Environment.Variables).map(([name, value]) => [name, asText(value)]),
);

const grants = statementsOf(everything, media).map(grant => ({ ...grant, on: resourcesOf(grant) }));

const grantsOn = (service: string) =>
  grants.filter(grant => actionsOf(grant).some(action => action.startsWith(service)));

const only = <T>(type: string, synthesized = everything): T => {
  const [found, ...others] = ofType<T>(synthesized, type);
  if (!found || others.length > 0) throw new Error(`expected one ${type}`);
  return found[1].Properties;
};

describe('the media endpoint', () => {
  test.each([
    ['not when recordings are plain and delivered by S3', MINIMAL, false],
    ['when plain recordings are streamed', { ...MINIMAL, delivery: 'stream' }, true],
    [
      'when a key for encrypted recordings is configured',
      { ...MINIMAL, encryptionKeys: { [PUBLIC_KEY_SID]: KMS_KEY_ARN } },
      true,
    ],
    ['when the stack creates a key', { ...MINIMAL, createEncryptionKey: true }, true],
  ])('exists only when it is needed: %s', (_, playback, isThere) => {
    const { resources, outputs } = synthesize(playback);
    const types = Object.values(resources).map(({ Type }) => Type);
    expect(types.includes('AWS::ApiGateway::RestApi')).toBe(isThere);
    expect('MediaLinks' in resources).toBe(isThere);
    expect('MediaUrl' in outputs).toBe(isThere);
  });

  test('answers GET, HEAD and OPTIONS on one path, and streams the response', () => {
    interface Method {
      readonly HttpMethod: string;
      readonly AuthorizationType: string;
      readonly ResourceId: { readonly Ref: string };
      readonly Integration: {
        readonly ResponseTransferMode: string;
        readonly TimeoutInMillis: number;
        readonly Uri: unknown;
      };
    }
    const methods = ofType<Method>(everything, 'AWS::ApiGateway::Method').map(([, { Properties }]) => Properties);
    expect(methods.map(({ HttpMethod }) => HttpMethod).sort()).toEqual(['GET', 'HEAD', 'OPTIONS']);
    for (const { ResourceId, Integration } of methods) {
      expect(everything.resources[ResourceId.Ref]?.Properties).toMatchObject({ PathPart: '{token}' });
      expect(Integration.ResponseTransferMode).toBe('STREAM');
      // The gateway's default of 29 s would end long downloads while the function goes on.
      expect(Integration.TimeoutInMillis).toBe(1000 * media.Properties.Timeout);
      expect(asText(Integration.Uri)).toMatch(/2021-11-15.*Media.*response-streaming-invocations$/);
    }
    expect(only('AWS::ApiGateway::RestApi')).toMatchObject({ EndpointConfiguration: { Types: ['REGIONAL'] } });
  });

  test('is deployed after the account’s logging role, so that logging works in an account without other APIs', () => {
    const [account, ...others] = ofType<{ CloudWatchRoleArn: { 'Fn::GetAtt': [string, string] } }>(
      everything,
      'AWS::ApiGateway::Account',
    );
    expect(others).toEqual([]);
    const [apiId] = ofType(everything, 'AWS::ApiGateway::RestApi').map(([id]) => id);
    expect(account?.[1].DependsOn).toEqual([apiId]);
    const [roleId = ''] = account?.[1].Properties.CloudWatchRoleArn['Fn::GetAtt'] ?? [];
    expect(everything.resources[roleId]).toMatchObject({
      Type: 'AWS::IAM::Role',
      DeletionPolicy: 'Retain',
      Properties: {
        Policies: [{ PolicyDocument: { Statement: [{ Action: expect.arrayContaining(['logs:PutLogEvents']) }] } }],
      },
    });
    const [stage] = ofType(everything, 'AWS::ApiGateway::Stage');
    expect(stage?.[1].DependsOn).toContain(account?.[0]);
  });

  test('is throttled at ten times the rate of links, because a player requests several ranges per link', () => {
    expect(only('AWS::ApiGateway::Stage')).toMatchObject({
      MethodSettings: [{ ThrottlingRateLimit: 500, ThrottlingBurstLimit: 1000, HttpMethod: '*', ResourcePath: '/*' }],
    });
  });

  test('logs no path, no parameter, no header and no execution details, because they contain links', () => {
    const { AccessLogSetting, MethodSettings } = only<{
      AccessLogSetting: { Format: string };
      MethodSettings: readonly { LoggingLevel?: string; DataTraceEnabled?: boolean }[];
    }>('AWS::ApiGateway::Stage');
    const { resourcePath, ...fields } = JSON.parse(AccessLogSetting.Format);
    expect(resourcePath).toBe('$context.resourcePath');
    expect(JSON.stringify(fields)).not.toMatch(/path|param|header|quer|authori[sz]|\$input/i);
    expect(fields).toMatchObject({ requestId: '$context.requestId', status: '$context.status' });
    for (const settings of MethodSettings) {
      expect(settings.LoggingLevel ?? 'OFF').toBe('OFF');
      expect(settings.DataTraceEnabled ?? false).toBe(false);
    }
  });

  test.each([
    ['exactly the one configured origin', everything, "'https://flex.twilio.com'"],
    ['any origin when several are configured', twoOrigins, "'*'"],
  ])("lets pages read the gateway's own errors, for %s", (_, synthesized, allowOrigin) => {
    const responses = ofType<{ ResponseType: string }>(synthesized, 'AWS::ApiGateway::GatewayResponse');
    expect(responses.map(([, { Properties }]) => Properties.ResponseType).sort()).toEqual([
      'DEFAULT_4XX',
      'DEFAULT_5XX',
    ]);
    for (const [, { Properties }] of responses) {
      expect(Properties).toMatchObject({
        ResponseParameters: { 'gatewayresponse.header.Access-Control-Allow-Origin': allowOrigin },
      });
    }
  });
});

describe('the media function', () => {
  test('has an environment from which its configuration can be parsed', () => {
    expect(parseMediaConfig({ AWS_REGION: 'eu-central-1', ...environment })).toEqual({
      region: 'eu-central-1',
      recordingsBucket: '<Recordings>',
      bucketRegion: 'eu-central-1',
      auditTable: '<AccessAudit>',
      auditRetentionDays: 400,
      linksTable: '<MediaLinks>',
      coverageTable: '<LinkCoverage>',
      recordingsTable: '<RecordingsCatalog>',
      linkBinding: 'address-and-agent',
      encryptionKeys: { [PUBLIC_KEY_SID]: '<EncryptionKey.Arn>', [OTHER_KEY_SID]: KMS_KEY_ARN },
      allowedOrigins: ['https://flex.twilio.com'],
    });
  });

  test('has settings for malloc in its environment', () => {
    expect(Object.keys(environment).filter(name => name.startsWith('MALLOC_'))).not.toEqual([]);
  });

  test('may decrypt with exactly the configured keys, and only with Twilio’s algorithm', () => {
    const [own, throughS3] = grantsOn('kms:').sort((a, b) => b.on.length - a.on.length);
    expect(own).toMatchObject({
      Action: 'kms:Decrypt',
      on: [KMS_KEY_ARN, '<EncryptionKey.Arn>'],
      Condition: { StringEquals: { 'kms:EncryptionAlgorithm': 'RSAES_OAEP_SHA_256' } },
    });
    expect(throughS3?.Condition).toMatchObject({ StringEquals: { 'kms:ViaService': expect.anything() } });
  });

  test('may read and update leases and coverages, append to the audit trail, and read and update the catalog, and do nothing else with tables', () => {
    const onTables = grantsOn('dynamodb:').flatMap(grant => grant.on.map(table => [table, ...actionsOf(grant)]));
    expect(onTables.sort()).toEqual([
      ['<AccessAudit.Arn>', 'dynamodb:PutItem'],
      ['<LinkCoverage.Arn>', 'dynamodb:GetItem', 'dynamodb:UpdateItem'],
      ['<MediaLinks.Arn>', 'dynamodb:GetItem', 'dynamodb:UpdateItem'],
      ['<RecordingsCatalog.Arn>', 'dynamodb:GetItem'],
      ['<RecordingsCatalog.Arn>', 'dynamodb:UpdateItem'],
    ]);
  });

  test('may write no fact of the catalog that a policy evaluates', () => {
    const update = grantsOn('dynamodb:').find(grant => grant.on.includes('<RecordingsCatalog.Arn>') && grant.Condition);
    expect(update).toMatchObject({
      Action: 'dynamodb:UpdateItem',
      Condition: {
        'ForAllValues:StringEquals': {
          'dynamodb:Attributes': [
            'recording_sid',
            'verified',
            'encryption',
            'encryption.public_key_sid',
            'encryption.iv',
            'encryption.encrypted_cek',
          ],
        },
      },
    });
  });

  test('may use no other service', () => {
    const services = grants.flatMap(actionsOf).map(action => action.split(':')[0]);
    expect([...new Set(services)].sort()).toEqual(['dynamodb', 'kms', 'logs', 's3']);
  });
});
