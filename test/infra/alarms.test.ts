import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { digestLog } from '../../lambda/audit-digest/digest-log.ts';
import { windowAt } from '../../lambda/domain/audit/chain/event-window.ts';
import type { FailureCode } from '../../lambda/domain/shared/failure.ts';
import { requestLog } from '../../lambda/shell/request-log.ts';
import { EVERYTHING, functions, MINIMAL, ofType, synthesize } from './synthesized.ts';

const withEmail = synthesize(EVERYTHING);
const withoutEmail = synthesize({
  ...MINIMAL,
  twilioSecretName: EVERYTHING.twilioSecretName,
  delivery: 'stream',
});

interface Watched {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: unknown }[];
  readonly Statistic: string;
  readonly Period: number;
}

interface Alarm extends Watched {
  /** Instead of one metric: several, and what is computed from them. */
  readonly Metrics?: readonly {
    readonly Id: string;
    readonly Expression?: string;
    readonly MetricStat?: {
      readonly Metric: Omit<Watched, 'Statistic' | 'Period'>;
      readonly Stat: string;
      readonly Period: number;
    };
  }[];
  readonly EvaluationPeriods: number;
  readonly Threshold: number;
  readonly ComparisonOperator: string;
  readonly TreatMissingData: string;
  readonly AlarmDescription: string;
  readonly AlarmActions?: readonly unknown[];
}

const alarms = ofType<Alarm>(withEmail, 'AWS::CloudWatch::Alarm');
/** Every metric that an alarm looks at. */
const watchedBy = (alarm: Alarm): Watched[] =>
  (alarm.Metrics ?? [{ MetricStat: { Metric: alarm, Stat: alarm.Statistic, Period: alarm.Period } }]).flatMap(
    ({ MetricStat }) =>
      MetricStat ? [{ ...MetricStat.Metric, Statistic: MetricStat.Stat, Period: MetricStat.Period }] : [],
  );
const alarmsOn = (namespace: string, metricName: string) =>
  alarms
    .flatMap(([, { Properties }]) => watchedBy(Properties))
    .filter(alarm => alarm.Namespace === namespace && alarm.MetricName === metricName);

/** The metric that a failed request really leaves, read from its log line as CloudWatch reads it. */
const emittedMetric = (code: FailureCode) => {
  const lines: string[] = [];
  requestLog(
    line => lines.push(line),
    () => new Date(0),
  ).failed({ code, reason: 'test' }, { request_id: 'r' });
  const line = JSON.parse(lines[0] ?? '');
  const [{ Namespace, Dimensions, Metrics }] = line._aws.CloudWatchMetrics;
  return {
    Namespace,
    MetricName: Metrics[0].Name,
    Dimensions: Dimensions[0].map((name: string) => ({ Name: name, Value: line[name] })),
    valuePerRequest: line[Metrics[0].Name],
  };
};

describe('an alarm', () => {
  test.each<FailureCode>(['internal_error', 'unavailable'])(
    'listens to what a request that ends with %s leaves',
    code => {
      const { valuePerRequest, ...metric } = emittedMetric(code);
      expect(valuePerRequest).toBe(1);
      expect(
        alarms.map(([, { Properties }]) => Properties).filter(({ Namespace }) => Namespace === metric.Namespace),
      ).toContainEqual(expect.objectContaining({ ...metric, Statistic: 'Sum' }));
    },
  );

  test.each(functions(withEmail))('watches %s for crashes and for throttling', id => {
    for (const metricName of ['Errors', 'Throttles']) {
      expect(alarmsOn('AWS/Lambda', metricName)).toContainEqual(
        expect.objectContaining({ Dimensions: [{ Name: 'FunctionName', Value: { Ref: id } }], Statistic: 'Sum' }),
      );
    }
  });

  test('takes no link that ended while it was streamed for an error of the media function', () => {
    const lines: string[] = [];
    requestLog(
      line => lines.push(line),
      () => new Date(0),
    ).linkEnded({ request_id: 'r' }, new Date(0));
    const line = JSON.parse(lines[0] ?? '');
    const [{ Namespace, Dimensions, Metrics }] = line._aws.CloudWatchMetrics;
    expect([Dimensions, line[Metrics[0].Name]]).toEqual([[[]], 1]);

    const [alarm] = alarms.filter(([id]) => id.includes('MediaErrors')).map(([, { Properties }]) => Properties);
    expect(alarm?.Metrics).toMatchObject([
      { Expression: 'errors - FILL(ended, 0)' },
      { Id: 'errors', MetricStat: { Metric: { Namespace: 'AWS/Lambda', MetricName: 'Errors' } }, ReturnData: false },
      { Id: 'ended', MetricStat: { Metric: { Namespace, MetricName: Metrics[0].Name } }, ReturnData: false },
    ]);
  });

  const onSilence = alarms.filter(([id]) => id.includes('Missed'));
  const onTrouble = alarms.filter(([id]) => !id.includes('Missed'));

  test.each(onTrouble)(
    '(%s) goes off when one listener tries three times within its period, and not by silence',
    (_, alarm) => {
      const { Threshold, EvaluationPeriods, ComparisonOperator, TreatMissingData } = alarm.Properties;
      expect(ComparisonOperator).toBe('GreaterThanOrEqualToThreshold');
      expect(Threshold).toBeGreaterThan(0);
      expect(Threshold).toBeLessThanOrEqual(3);
      for (const { Period } of watchedBy(alarm.Properties)) expect(Period * EvaluationPeriods).toBe(300);
      expect(TreatMissingData).toBe('notBreaching');
    },
  );

  test('goes off when no window of the audit trail was closed for 45 minutes, by silence above all', () => {
    expect(onSilence).toMatchObject([
      [
        expect.anything(),
        {
          Properties: {
            ComparisonOperator: 'LessThanThreshold',
            Threshold: 1,
            Period: 300,
            EvaluationPeriods: 9,
            TreatMissingData: 'breaching',
          },
        },
      ],
    ]);
  });

  test('listens to what a run of the digest writer really leaves', () => {
    const lines: string[] = [];
    const log = digestLog(
      line => lines.push(line),
      () => new Date(0),
    );
    log.closed({ window: windowAt(0), events: { count: 3, lateCount: 2, sha256: '' } });
    log.ended({ closed: 1, waiting: 0 });
    const emitted = lines.map(line => {
      const parsed = JSON.parse(line);
      const [{ Namespace, Dimensions, Metrics }] = parsed._aws.CloudWatchMetrics;
      expect(Dimensions).toEqual([[]]);
      return { Namespace, MetricName: Metrics[0].Name, value: parsed[Metrics[0].Name] };
    });
    expect(emitted.map(({ value }) => value)).toEqual([2, 1]);
    for (const { Namespace, MetricName } of emitted) expect(alarmsOn(Namespace, MetricName)).toHaveLength(1);
  });

  test.each(alarms)('(%s) says what it counts and leads to a runbook that exists', (_, { Properties }) => {
    expect(Properties.AlarmDescription).toMatch(
      /Goes off at (\d+ or more (requests|invocations|callbacks|recordings|events) in 5|less than 1 windows for 45) minutes\./,
    );
    const runbook = /Runbook: docs\/operations\.md#([a-z-]+)$/.exec(Properties.AlarmDescription)?.[1];
    const headings = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8').matchAll(/^#+ (.*)$/gm);
    expect([...headings].map(([, heading]) => heading?.toLowerCase().replaceAll(' ', '-'))).toContain(runbook);
  });
});

describe('an e-mail address', () => {
  test('gets every alarm, through a topic to which CloudWatch may publish, over TLS only', () => {
    const [[topicId]] = ofType(withEmail, 'AWS::SNS::Topic') as [[string, unknown]];
    for (const [, { Properties }] of alarms) expect(Properties.AlarmActions).toEqual([{ Ref: topicId }]);
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

  test('is not needed: the alarms are there without it', () => {
    expect(ofType(withoutEmail, 'AWS::SNS::Topic')).toEqual([]);
    expect(ofType(withoutEmail, 'AWS::CloudWatch::Alarm')).toHaveLength(alarms.length);
  });
});
