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
const minimal = synthesize(MINIMAL);
const twoOrigins = synthesize({
  ...MINIMAL,
  delivery: 'stream',
  allowedOrigins: ['https://flex.twilio.com', 'https://flex.example.com'],
});

const media = functions(everything).find(([id]) => id.includes('Media'))?.[1];
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
    ['nothing asks for it', MINIMAL, false],
    ['plain recordings are streamed', { ...MINIMAL, delivery: 'stream' }, true],
    ['there is a key for encrypted ones', { ...MINIMAL, encryptionKeys: { [PUBLIC_KEY_SID]: KMS_KEY_ARN } }, true],
    ['a key is to be made', { ...MINIMAL, createEncryptionKey: true }, true],
  ])('is there if and only if it is needed: %s', (_, playback, isThere) => {
    const { resources, outputs } = synthesize(playback);
    const types = Object.values(resources).map(({ Type }) => Type);
    expect(types.includes('AWS::ApiGateway::RestApi')).toBe(isThere);
    expect('MediaLinks' in resources).toBe(isThere);
    expect('MediaUrl' in outputs).toBe(isThere);
  });

  test('answers three methods of one path, and streams', () => {
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

  test('may be logged as soon as the account is told, also where there never was an API', () => {
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

  test('is throttled at ten times the rate of links, since each is followed by several ranges', () => {
    expect(only('AWS::ApiGateway::Stage')).toMatchObject({
      MethodSettings: [{ ThrottlingRateLimit: 500, ThrottlingBurstLimit: 1000, HttpMethod: '*', ResourcePath: '/*' }],
    });
  });

  test('keeps links out of its logs: no path, no parameter, no header, no execution log', () => {
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
    ['one origin, which is named', everything, "'https://flex.twilio.com'"],
    ['several, of which a fixed value can only name all', twoOrigins, "'*'"],
  ])("lets pages read the gateway's own errors, with %s", (_, synthesized, allowOrigin) => {
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
  test('reads from its environment what was configured', () => {
    expect(parseMediaConfig({ AWS_REGION: 'eu-central-1', ...environment })).toEqual({
      region: 'eu-central-1',
      recordingsBucket: '<Recordings>',
      bucketRegion: 'eu-central-1',
      auditTable: '<AccessAudit>',
      auditRetentionDays: 400,
      linksTable: '<MediaLinks>',
      recordingsTable: '<RecordingsCatalog>',
      linkBinding: 'address-and-agent',
      encryptionKeys: { [PUBLIC_KEY_SID]: '<EncryptionKey.Arn>', [OTHER_KEY_SID]: KMS_KEY_ARN },
      allowedOrigins: ['https://flex.twilio.com'],
    });
  });

  test('has a malloc that keeps what it has', () => {
    expect(Object.keys(environment).filter(name => name.startsWith('MALLOC_'))).not.toEqual([]);
  });

  test('unwraps with exactly the configured keys, in exactly the way of Twilio', () => {
    const [own, throughS3] = grantsOn('kms:').sort((a, b) => b.on.length - a.on.length);
    expect(own).toMatchObject({
      Action: 'kms:Decrypt',
      on: [KMS_KEY_ARN, '<EncryptionKey.Arn>'],
      Condition: { StringEquals: { 'kms:EncryptionAlgorithm': 'RSAES_OAEP_SHA_256' } },
    });
    expect(throughS3?.Condition).toMatchObject({ StringEquals: { 'kms:ViaService': expect.anything() } });
  });

  test('opens leases, appends to the trail, notes in the catalog, and does nothing else to any table', () => {
    const onTables = grantsOn('dynamodb:').flatMap(grant => grant.on.map(table => [table, ...actionsOf(grant)]));
    expect(onTables.sort()).toEqual([
      ['<AccessAudit.Arn>', 'dynamodb:PutItem'],
      ['<MediaLinks.Arn>', 'dynamodb:GetItem', 'dynamodb:UpdateItem'],
      ['<RecordingsCatalog.Arn>', 'dynamodb:GetItem'],
      ['<RecordingsCatalog.Arn>', 'dynamodb:UpdateItem'],
    ]);
  });

  test('writes no fact of the catalog on which a policy decides', () => {
    const update = grantsOn('dynamodb:').find(grant => grant.on.includes('<RecordingsCatalog.Arn>') && grant.Condition);
    expect(update).toMatchObject({
      Action: 'dynamodb:UpdateItem',
      Condition: {
        'ForAllValues:StringEquals': {
          'dynamodb:Attributes': [
            'recording_sid',
            'verified',
            'encryption',
            'encryption.iv',
            'encryption.encrypted_cek',
          ],
        },
      },
    });
  });

  test('does nothing of another kind', () => {
    const services = grants.flatMap(actionsOf).map(action => action.split(':')[0]);
    expect([...new Set(services)].sort()).toEqual(['dynamodb', 'kms', 'logs', 's3']);
  });
});

describe('the url-provider', () => {
  const urlProvider = functions(everything).find(([id]) => id.startsWith('UrlProvider'))?.[1];
  if (!urlProvider) throw new Error('there is no url-provider function');

  test('stores new leases, and can neither read nor change any', () => {
    const onLinks = statementsOf(everything, urlProvider).filter(grant =>
      resourcesOf(grant).includes('<MediaLinks.Arn>'),
    );
    expect(onLinks.flatMap(actionsOf)).toEqual(['dynamodb:PutItem']);
  });

  test('may not use the keys of encrypted recordings; it is only told which there are', () => {
    const grantsOfIt = statementsOf(everything, urlProvider);
    expect(grantsOfIt.filter(grant => resourcesOf(grant).includes('<EncryptionKey.Arn>'))).toEqual([]);
    const { Variables } = urlProvider.Properties.Environment;
    expect(JSON.parse(String(Variables['PUBLIC_KEY_SIDS']))).toEqual([PUBLIC_KEY_SID, OTHER_KEY_SID]);
    expect(asText(Variables['MEDIA_URL'])).toMatch(/^https:\/\/<.*RestApi|^https:\/\/<.*MediaApi.*\/media$/);
  });
});

describe('the leases', () => {
  const index = (name: string, attribute: string) => ({
    IndexName: name,
    KeySchema: [
      { AttributeName: attribute, KeyType: 'HASH' },
      { AttributeName: 'expires_at', KeyType: 'RANGE' },
    ],
    Projection: { ProjectionType: 'KEYS_ONLY' },
  });

  test('are found by token, event, recording and user, and end by themselves', () => {
    expect(everything.resources['MediaLinks']).toMatchObject({
      Properties: {
        KeySchema: [{ AttributeName: 'link_hash', KeyType: 'HASH' }],
        TimeToLiveSpecification: { AttributeName: 'expires_at', Enabled: true },
        GlobalSecondaryIndexes: [
          index('by-event', 'event_id'),
          index('by-recording', 'recording_sid'),
          index('by-user', 'worker_sid'),
        ],
      },
    });
  });
});

describe('the key for encrypted recordings', () => {
  test('is an RSA key that unwraps, survives cdk destroy, and keeps its logical id', () => {
    expect(everything.resources['EncryptionKey']).toMatchObject({
      Type: 'AWS::KMS::Key',
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: { KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' },
    });
  });

  test('comes with the command that writes its public half as PEM, wherever it is run', () => {
    const command = asText(everything.outputs['EncryptionPublicKeyCommand']?.Value);
    expect(command).toContain('aws kms get-public-key --region <AWS::Region> --key-id <EncryptionKey.Arn>');
    expect(command).toMatch(/ > public-key\.pem$/);
    expect(asText(everything.outputs['EncryptionKeyArn']?.Value)).toBe('<EncryptionKey.Arn>');
  });

  test('is not made unless it is asked for', () => {
    expect(minimal.resources).not.toHaveProperty('EncryptionKey');
  });
});
