import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { asText, EVERYTHING, MINIMAL, ofType, synthesize } from './synthesized.ts';
import { type Alarm, watchedBy } from './watched-metrics.ts';

const withEmail = synthesize(EVERYTHING);

const withoutEmail = synthesize({
  ...MINIMAL,
  twilioSecretName: EVERYTHING.twilioSecretName,
  attachUrlProvider: EVERYTHING.attachUrlProvider,
  createEncryptionKey: true,
  verifyOnArrival: true,
  createBucket: true,
});

const alarms = ofType<Alarm>(withEmail, 'AWS::CloudWatch::Alarm');

describe('the settings of an alarm', () => {
  const onSilence = alarms.filter(([id]) => id.includes('Missed'));
  const onAge = alarms.filter(([id]) => id.includes('Delayed'));
  const onTrouble = alarms.filter(([id]) => !/Missed|Delayed|DenialBurst|UnauthenticatedSpike|SlowAnswers/.test(id));

  test.each(onTrouble)(
    '(%s) let it go off after three failures within five minutes at the latest, and not when data is missing',
    (_, alarm) => {
      const { Threshold, EvaluationPeriods, ComparisonOperator, TreatMissingData } = alarm.Properties;
      expect(ComparisonOperator).toBe('GreaterThanOrEqualToThreshold');
      expect(Threshold).toBeGreaterThan(0);
      expect(Threshold).toBeLessThanOrEqual(3);
      for (const { Period } of watchedBy(alarm.Properties)) expect(Period * EvaluationPeriods).toBe(300);
      expect(TreatMissingData).toBe('notBreaching');
    },
  );

  test.each(['CallEvents', 'MediaAttachments'])(
    'let it go off when the oldest message of the queue %s is ten minutes old',
    name => {
      expect(onAge.find(([id]) => id.includes(`${name}Delayed`))?.[1]).toMatchObject({
        Properties: {
          MetricName: 'ApproximateAgeOfOldestMessage',
          Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [name, 'QueueName'] } }],
          Statistic: 'Maximum',
          Threshold: 600,
          ComparisonOperator: 'GreaterThanOrEqualToThreshold',
          TreatMissingData: 'notBreaching',
        },
      });
    },
  );

  test('let it go off when one message is in a dead-letter queue', () => {
    const [[, alarm]] = alarms.filter(([id]) => id.includes('CallEventsDeadLetters')) as [(typeof alarms)[number]];
    expect(alarm.Properties).toMatchObject({
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: [{ Value: { 'Fn::GetAtt': ['CallEventsDeadLetters', 'QueueName'] } }],
      Statistic: 'Maximum',
      Threshold: 1,
    });
  });

  test.each([
    ['no window was closed for 45 minutes', 'DigestMissed', 300, 9],
    ['nothing put on record what was heard for 15 minutes', 'HeardWriterMissed', 300, 3],
    ['the trail was not verified for two days', 'TrailVerificationMissed', 3600, 48],
  ])('let it go off when %s, also when data is missing', (_, name, seconds, periods) => {
    expect(onSilence.filter(([id]) => id.includes(name))).toMatchObject([
      [
        expect.anything(),
        {
          Properties: {
            ComparisonOperator: 'LessThanThreshold',
            Threshold: 1,
            Period: seconds,
            EvaluationPeriods: periods,
            TreatMissingData: 'breaching',
          },
        },
      ],
    ]);
  });

  test.each(alarms)('(%s) have a description with the threshold and a runbook that exists', (_, { Properties }) => {
    const description = asText(Properties.AlarmDescription);
    expect(description).toMatch(
      /Goes off at (\d+ or more (requests|invocations|callbacks|recordings|events|messages|fetches|lines|findings|seconds of age) in 5 minutes|3000 or more milliseconds of latency \(95th percentile\) for 15 minutes|fewer than 1 windows for 45 minutes|fewer than 1 invocations for 15 minutes|fewer than 1 runs for 48 hours)\./,
    );
    const runbook = /Runbook: ([a-z-]+), below at https:/.exec(description)?.[1];
    const headings = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8').matchAll(/^#+ (.*)$/gm);
    expect([...headings].map(([, heading]) => heading?.toLowerCase().replaceAll(' ', '-'))).toContain(runbook);
  });
});

describe('the e-mail address for alarms', () => {
  test('receives every alarm from a topic to which only CloudWatch may publish, over TLS only', () => {
    const [[topicId]] = ofType(withEmail, 'AWS::SNS::Topic') as [[string, unknown]];
    for (const [, { Properties }] of alarms) {
      expect([Properties.AlarmActions, Properties.OKActions]).toEqual([[{ Ref: topicId }], [{ Ref: topicId }]]);
    }
    expect(ofType(withEmail, 'AWS::SNS::Subscription')).toMatchObject([
      [
        expect.anything(),
        { Properties: { Protocol: 'email', Endpoint: 'ops@example.com', TopicArn: { Ref: topicId } } },
      ],
    ]);
    expect(ofType(withEmail, 'AWS::SNS::TopicPolicy')).toMatchObject([
      [
        expect.anything(),
        {
          Properties: {
            Topics: [{ Ref: topicId }],
            PolicyDocument: {
              Statement: [
                { Effect: 'Deny', Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
                {
                  Effect: 'Allow',
                  Action: 'sns:Publish',
                  Principal: { Service: 'cloudwatch.amazonaws.com' },
                  Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
                },
              ],
            },
          },
        },
      ],
    ]);
  });

  test('is optional: without it, the alarms exist and there is no topic', () => {
    expect(ofType(withoutEmail, 'AWS::SNS::Topic')).toEqual([]);
    expect(ofType(withoutEmail, 'AWS::CloudWatch::Alarm')).toHaveLength(alarms.length);
  });
});
