import { describe, expect, test } from 'vitest';
import { parseAccessLogReaderConfig } from '../../lambda/access-log-reader/config.ts';
import {
  ACCOUNT_SID,
  actionsOf,
  asText,
  EVERYTHING,
  functions,
  MINIMAL,
  ofType,
  resourcesOf,
  statementsOf,
  synthesize,
} from './synthesized.ts';

const everything = synthesize(EVERYTHING);
const ownBucket = synthesize(MINIMAL);
const ownLog = synthesize({ ...MINIMAL, accessLogs: { bucketName: 'logs', prefix: 'recordings/' } });

const readerOf = (synthesized = everything) => functions(synthesized).find(([id]) => id.startsWith('AccessLogReader'));
const [readerId, reader] = readerOf() ?? [];
if (!reader) throw new Error('there is no access-log-reader function');
const grants = statementsOf(everything, reader).map(grant => [actionsOf(grant), resourcesOf(grant), grant.Condition]);

interface Rule {
  readonly EventPattern?: { readonly detail: { readonly bucket: { readonly name: readonly object[] } } };
  readonly Targets: readonly { readonly Arn: object }[];
}

describe('the access-log-reader function', () => {
  test('is there only if the stack creates the bucket, and thereby its access log, or is told where the log is', () => {
    expect(readerOf(ownLog)).toBeDefined();
    expect(readerOf(ownBucket)).toBeUndefined();
    expect(ownBucket.text).not.toContain('AccessLogErrors');
  });

  test('reads its environment as it was configured', () => {
    const variables = Object.entries(reader.Properties.Environment.Variables);
    const environment = Object.fromEntries(variables.map(([name, value]) => [name, asText(value)]));
    expect(parseAccessLogReaderConfig({ AWS_REGION: 'eu-central-1', ...environment })).toEqual({
      region: 'eu-central-1',
      accessLogBucket: '<RecordingsAccessLog>',
      recordingsBucket: '<Recordings>',
      objectKeys: ['{accountSid}/{recordingSid}', '{accountSid}/{recordingSid}.wav'],
      linkSigners: { [ACCOUNT_SID]: expect.stringMatching(/^<UrlProviderRole\w+\.Arn>$/) },
      auditTable: '<AccessAudit>',
      auditRetentionDays: 400,
    });
  });

  test('reads the objects of the log and the events of a recording, puts audit items, and does nothing else', () => {
    expect(grants).toEqual([
      [['logs:CreateLogStream', 'logs:PutLogEvents'], [expect.stringMatching(/^<AccessLogReaderLog/)], undefined],
      [['s3:GetObject'], ['<RecordingsAccessLog.Arn>/*'], undefined],
      [['dynamodb:PutItem'], ['<AccessAudit.Arn>'], { StringEqualsIfExists: { 'dynamodb:ReturnValues': ['NONE'] } }],
      [['dynamodb:Query'], ['<AccessAudit.Arn>'], undefined],
    ]);
  });

  test('is started for new objects in the bucket of the log, which reports them', () => {
    const rules = ofType<Rule>(everything, 'AWS::Events::Rule')
      .map(([, { Properties }]) => Properties)
      .filter(({ Targets }) => JSON.stringify(Targets).includes(`"${readerId}"`));
    expect(rules.map(({ EventPattern }) => EventPattern)).toEqual([
      {
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: { bucket: { name: [{ Ref: 'RecordingsAccessLog' }] } },
      },
    ]);
    expect(everything.resources['RecordingsAccessLog']?.Properties).toMatchObject({
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
    });
  });

  test('is attempted three times within six hours', () => {
    expect(
      ofType<{ FunctionName: { Ref: string } }>(everything, 'AWS::Lambda::EventInvokeConfig')
        .map(([, { Properties }]) => Properties)
        .filter(({ FunctionName }) => FunctionName.Ref === readerId),
    ).toMatchObject([{ MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 21_600 }]);
  });

  test('reads only the objects with the prefix of an existing log, and changes nothing of its bucket', () => {
    const [id, existing] = readerOf(ownLog) ?? [];
    if (!existing) throw new Error('there is no access-log-reader function');
    const onS3 = statementsOf(ownLog, existing).filter(grant => actionsOf(grant).some(name => name.startsWith('s3:')));
    expect(onS3.map(grant => [actionsOf(grant), resourcesOf(grant)])).toEqual([
      [['s3:GetObject'], [expect.stringMatching(/:s3:::logs\/recordings\/\*$/)]],
    ]);
    expect(existing.Properties.Environment.Variables).toMatchObject({
      ACCESS_LOG_BUCKET: 'logs',
      RECORDINGS_BUCKET: 'recordings',
    });
    const rules = ofType<Rule>(ownLog, 'AWS::Events::Rule')
      .map(([, { Properties }]) => Properties)
      .filter(({ Targets }) => JSON.stringify(Targets).includes(`"${id}"`));
    expect(rules.map(({ EventPattern }) => EventPattern)).toEqual([
      {
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: { bucket: { name: ['logs'] }, object: { key: [{ wildcard: 'recordings/*' }] } },
      },
    ]);
    expect(ofType(ownLog, 'AWS::S3::BucketPolicy').map(([name]) => name)).toEqual(
      ofType(ownBucket, 'AWS::S3::BucketPolicy').map(([name]) => name),
    );
  });
});
