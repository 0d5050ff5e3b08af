import { describe, expect, test } from 'vitest';
import { parseMediaVerifierConfig } from '../../lambda/media-verifier/config.ts';
import {
  ACCOUNT_SID,
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

const everything = synthesize(EVERYTHING);
const ownBucket = synthesize({
  ...MINIMAL,
  encryptionKeys: { [PUBLIC_KEY_SID]: KMS_KEY_ARN },
  verifyOnArrival: true,
  objectKeys: ['calls/{recordingSid}.wav'],
});
const switchedOff = synthesize({ ...EVERYTHING, verifyOnArrival: false });

const verifierOf = (synthesized = everything) =>
  functions(synthesized).find(([id]) => id.startsWith('StreamedDeliveryVerifier'));
const [verifierId, verifier] = verifierOf() ?? [];
if (!verifier) throw new Error('there is no media-verifier function');
const grants = statementsOf(everything, verifier).map(grant => ({ ...grant, on: resourcesOf(grant) }));
const grantsOn = (service: string) =>
  grants.filter(grant => actionsOf(grant).some(action => action.startsWith(service)));

interface Rule {
  readonly EventPattern?: { readonly detail: { readonly bucket: object; readonly object?: object } };
  readonly State: string;
  readonly Targets: readonly object[];
}
const arrivalRules = (synthesized = everything) =>
  ofType<Rule>(synthesized, 'AWS::Events::Rule').filter(([, { Properties }]) => Properties.EventPattern?.detail.object);

describe('verification at arrival', () => {
  test('is there only when it is switched on', () => {
    expect(verifierOf(switchedOff)).toBeUndefined();
    expect(arrivalRules(switchedOff)).toEqual([]);
    expect(switchedOff.resources['Recordings']?.Properties).not.toHaveProperty('NotificationConfiguration');
    expect(switchedOff.text).not.toContain('VerifierErrors');
    expect(verifierOf(synthesize(MINIMAL))).toBeUndefined();
  });

  test('is started for new recordings of the account in the bucket that the stack creates', () => {
    expect(arrivalRules()).toEqual([
      [
        expect.anything(),
        expect.objectContaining({
          Properties: expect.objectContaining({
            State: 'ENABLED',
            EventPattern: {
              source: ['aws.s3'],
              'detail-type': ['Object Created'],
              detail: {
                bucket: { name: [{ Ref: 'Recordings' }] },
                object: { key: [{ wildcard: `${ACCOUNT_SID}/RE*` }, { wildcard: `${ACCOUNT_SID}/RE*.wav` }] },
              },
            },
            Targets: [
              expect.objectContaining({
                Arn: { 'Fn::GetAtt': [verifierId, 'Arn'] },
                RetryPolicy: { MaximumEventAgeInSeconds: 3600 },
              }),
            ],
          }),
        }),
      ],
    ]);
    expect(everything.resources['Recordings']?.Properties).toMatchObject({
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
    });
  });

  test('is started by nobody but this rule', () => {
    const [rule] = arrivalRules();
    const permissions = ofType<object>(everything, 'AWS::Lambda::Permission').filter(([, { Properties }]) =>
      JSON.stringify(Properties).includes(String(verifierId)),
    );
    expect(permissions.map(([, { Properties }]) => Properties)).toEqual([
      {
        Action: 'lambda:InvokeFunction',
        FunctionName: { 'Fn::GetAtt': [verifierId, 'Arn'] },
        Principal: 'events.amazonaws.com',
        SourceArn: { 'Fn::GetAtt': [rule?.[0], 'Arn'] },
      },
    ]);
  });

  test('does not touch a bucket that exists already', () => {
    expect(arrivalRules(ownBucket)[0]?.[1].Properties.EventPattern?.detail).toEqual({
      bucket: { name: ['recordings'] },
      object: { key: [{ wildcard: 'calls/RE*.wav' }] },
    });
    expect(ofType(ownBucket, 'Custom::S3BucketNotifications')).toEqual([]);
    expect(ofType(ownBucket, 'AWS::S3::Bucket').map(([id]) => id)).toEqual(['AuditArchive']);
  });

  test('is attempted three times within an hour, which the handler counts on', () => {
    expect(
      ofType<{ FunctionName: { Ref: string } }>(everything, 'AWS::Lambda::EventInvokeConfig')
        .map(([, { Properties }]) => Properties)
        .filter(({ FunctionName }) => FunctionName.Ref === verifierId),
    ).toEqual([
      {
        FunctionName: { Ref: verifierId },
        MaximumRetryAttempts: 2,
        MaximumEventAgeInSeconds: 3600,
        Qualifier: '$LATEST',
      },
    ]);
    expect(verifier.Properties.Timeout).toBe(900);
  });
});

describe('the media-verifier function', () => {
  test('reads from its environment what was configured', () => {
    const variables = Object.entries(verifier.Properties.Environment.Variables);
    const environment = Object.fromEntries(variables.map(([name, value]) => [name, asText(value)]));
    expect(parseMediaVerifierConfig({ AWS_REGION: 'eu-central-1', ...environment })).toEqual({
      region: 'eu-central-1',
      accountSid: ACCOUNT_SID,
      recordingsBucket: '<Recordings>',
      objectKeys: ['{accountSid}/{recordingSid}', '{accountSid}/{recordingSid}.wav'],
      recordingsTable: '<RecordingsCatalog>',
      encryptionKeys: { [PUBLIC_KEY_SID]: '<EncryptionKey.Arn>', [`CR${'2'.repeat(32)}`]: KMS_KEY_ARN },
    });
    expect(Object.keys(environment).sort()).toEqual([
      'ACCOUNT_SID',
      'ENCRYPTION_KEYS',
      'OBJECT_KEYS',
      'RECORDINGS_BUCKET',
      'RECORDINGS_TABLE',
      'STACK_NAME',
    ]);
  });

  test('reads the current objects of recordings and writes nothing to the bucket', () => {
    expect(grantsOn('s3:').map(grant => [actionsOf(grant), grant.on])).toEqual([
      [['s3:GetObject'], [`<Recordings.Arn>/${ACCOUNT_SID}/RE*`, `<Recordings.Arn>/${ACCOUNT_SID}/RE*.wav`]],
      [['s3:ListBucket'], ['<Recordings.Arn>']],
    ]);
  });

  test('reads the catalog, writes only the note there, and has no access to the audit trail or to links', () => {
    expect(grantsOn('dynamodb:').map(grant => [actionsOf(grant), grant.on, grant.Condition])).toEqual([
      [['dynamodb:GetItem'], ['<RecordingsCatalog.Arn>'], undefined],
      [
        ['dynamodb:UpdateItem'],
        ['<RecordingsCatalog.Arn>'],
        {
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
          StringEqualsIfExists: { 'dynamodb:ReturnValues': ['NONE'] },
        },
      ],
    ]);
  });

  test('unwraps with exactly the configured keys, in exactly the way of Twilio', () => {
    const [own, throughS3, ...others] = grantsOn('kms:').sort((a, b) => b.on.length - a.on.length);
    expect(own).toMatchObject({
      Action: 'kms:Decrypt',
      on: [KMS_KEY_ARN, '<EncryptionKey.Arn>'],
      Condition: { StringEquals: { 'kms:EncryptionAlgorithm': 'RSAES_OAEP_SHA_256' } },
    });
    expect(throughS3?.Condition).toMatchObject({ StringEquals: { 'kms:ViaService': expect.anything() } });
    expect(others).toEqual([]);
  });

  test('does nothing of another kind, with no secret', () => {
    const services = grants.flatMap(actionsOf).map(action => action.split(':')[0]);
    expect([...new Set(services)].sort()).toEqual(['dynamodb', 'kms', 'logs', 's3']);
  });
});
