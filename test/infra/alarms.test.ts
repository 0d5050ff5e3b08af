import { describe, expect, test } from 'vitest';
import { readerLog } from '../../lambda/access-log-reader/reader-log.ts';
import { digestLog } from '../../lambda/audit-digest/digest-log.ts';
import { verifierLog } from '../../lambda/audit-verifier/verifier-log.ts';
import { windowAt } from '../../lambda/domain/audit/chain/event-window.ts';
import { chainEvent } from '../../lambda/domain/audit/events/chain-event.ts';
import type { FailureCode } from '../../lambda/domain/shared/failure.ts';
import { arrivalLog } from '../../lambda/media-verifier/arrival-log.ts';
import { requestLog } from '../../lambda/shell/request-log.ts';
import { notStoredLine } from '../../lambda/twilio-events/callback-log.ts';
import { EVERYTHING, functions, ofType, synthesize } from './synthesized.ts';
import { type Alarm, watchedBy } from './watched-metrics.ts';

const withEmail = synthesize(EVERYTHING);

const EVENT_ID = '0193630f-8e80-7000-8000-0000000000ff';

const alarms = ofType<Alarm>(withEmail, 'AWS::CloudWatch::Alarm');

const alarmsOn = (namespace: string, metricName: string) =>
  alarms
    .flatMap(([, { Properties }]) => watchedBy(Properties))
    .filter(alarm => alarm.Namespace === namespace && alarm.MetricName === metricName);

/** The dimensions of an alarm on the metric of a log line. The stack's name is known when the template is deployed. */
const dimensionsOf = (names: readonly string[], line: Readonly<Record<string, unknown>>) =>
  [...names].sort().map(name => ({ Name: name, Value: name === 'stack' ? { Ref: 'AWS::StackName' } : line[name] }));

/** The metric of a failed request, read from its log line as CloudWatch reads it. */
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
    Dimensions: dimensionsOf(Dimensions[0], line),
    valuePerRequest: line[Metrics[0].Name],
  };
};

describe('the metric of an alarm', () => {
  test.each<FailureCode>([
    'internal_error',
    'unavailable',
    'integrity_failed',
    'callback_refused',
    'callback_malformed',
  ])('is the one that a request ending with %s emits', code => {
    const { valuePerRequest, ...metric } = emittedMetric(code);
    expect(valuePerRequest).toBe(1);
    expect(
      alarms.map(([, { Properties }]) => Properties).filter(({ Namespace }) => Namespace === metric.Namespace),
    ).toContainEqual(expect.objectContaining({ ...metric, Statistic: 'Sum' }));
  });

  test.each(functions(withEmail))('counts the errors and the throttled calls of %s', id => {
    for (const metricName of ['Errors', 'Throttles']) {
      expect(alarmsOn('AWS/Lambda', metricName)).toContainEqual(
        expect.objectContaining({ Dimensions: [{ Name: 'FunctionName', Value: { Ref: id } }], Statistic: 'Sum' }),
      );
    }
  });

  test('does not count links that ended during streaming as errors of the media function', () => {
    const lines: string[] = [];
    requestLog(
      line => lines.push(line),
      () => new Date(0),
    ).linkEnded({ request_id: 'r' }, new Date(0));
    const line = JSON.parse(lines[0] ?? '');
    const [{ Namespace, Dimensions, Metrics }] = line._aws.CloudWatchMetrics;
    expect([Dimensions, line[Metrics[0].Name]]).toEqual([[['stack']], 1]);

    const [alarm] = alarms.filter(([id]) => id.includes('MediaErrors')).map(([, { Properties }]) => Properties);
    expect(alarm?.Metrics).toMatchObject([
      { Expression: 'errors - FILL(ended, 0)' },
      { Id: 'errors', MetricStat: { Metric: { Namespace: 'AWS/Lambda', MetricName: 'Errors' } }, ReturnData: false },
      { Id: 'ended', MetricStat: { Metric: { Namespace, MetricName: Metrics[0].Name } }, ReturnData: false },
    ]);
  });

  test('takes no attempt that is to be repeated for an error of the media-verifier', () => {
    const lines: string[] = [];
    arrivalLog(
      line => lines.push(line),
      () => new Date(0),
    ).willRetry({ code: 'unavailable', reason: 'test' }, { request_id: 'r' }, new Date(0));
    const line = JSON.parse(lines[0] ?? '');
    const [{ Namespace, Dimensions, Metrics }] = line._aws.CloudWatchMetrics;
    expect([Dimensions, line[Metrics[0].Name]]).toEqual([[['stack']], 1]);

    const [alarm] = alarms.filter(([id]) => id.includes('VerifierErrors')).map(([, { Properties }]) => Properties);
    expect(alarm?.Metrics).toMatchObject([
      { Expression: 'errors - FILL(repeated, 0)' },
      { Id: 'errors', MetricStat: { Metric: { Namespace: 'AWS/Lambda', MetricName: 'Errors' } }, ReturnData: false },
      { Id: 'repeated', MetricStat: { Metric: { Namespace, MetricName: Metrics[0].Name } }, ReturnData: false },
    ]);
  });

  test('goes off for a recording that was damaged when it arrived', () => {
    const lines: string[] = [];
    arrivalLog(
      line => lines.push(line),
      () => new Date(0),
    ).failed({ code: 'integrity_failed', reason: 'tag_mismatch' }, { request_id: 'r' });
    const { _aws, ...line } = JSON.parse(lines[0] ?? '');
    const [{ Namespace, Dimensions, Metrics }] = _aws.CloudWatchMetrics;
    expect(alarmsOn(Namespace, Metrics[0].Name)).toContainEqual(
      expect.objectContaining({
        Dimensions: dimensionsOf(Dimensions[0], line),
        Statistic: 'Sum',
      }),
    );
    expect(line).toMatchObject({ code: 'integrity_failed', Failures: 1 });
  });

  test('is the one that a callback emits when it was not stored', () => {
    const { _aws, ...line } = JSON.parse(notStoredLine('/twilio/task-events', 'r', new Date(0)));
    const [{ Namespace, Dimensions, Metrics }] = _aws.CloudWatchMetrics;
    expect([Dimensions, line[Metrics[0].Name]]).toEqual([[['stack']], 1]);
    const [alarm] = alarms.filter(([id]) => id.includes('CallbacksNotStored')).map(([, { Properties }]) => Properties);
    expect(alarm).toMatchObject({ Namespace, MetricName: Metrics[0].Name, Statistic: 'Sum', Threshold: 1 });
  });

  test('is the one that a link emits when it is refused to too many clients', () => {
    const lines: string[] = [];
    const failure = { code: 'forbidden', reason: 'other_client', unrecorded: 'too_many_clients' } as const;
    requestLog(
      line => lines.push(line),
      () => new Date(0),
    ).failed(failure, { request_id: 'r' });
    const line = JSON.parse(lines[0] ?? '');
    const [, { Namespace, Dimensions, Metrics }] = line._aws.CloudWatchMetrics;
    expect([line.Failures, line[Metrics[0].Name]]).toEqual([1, 1]);
    expect(alarmsOn(Namespace, Metrics[0].Name)).toEqual([
      expect.objectContaining({
        Dimensions: dimensionsOf(Dimensions[0], line),
        Statistic: 'Sum',
      }),
    ]);
  });

  test('is one that the reader of the access log emits', () => {
    const lines: string[] = [];
    const counts = { lines: 5, recorded: 1, repeated: 0, unreadable: 2, other: 0 };
    readerLog(
      line => lines.push(line),
      () => new Date(0),
    ).taken({ ...counts, forged: { unknown_id: 1, other_signer: 1 } }, { request_id: 'r' });
    const line = JSON.parse(lines[0] ?? '');
    const [{ Namespace, Dimensions }] = line._aws.CloudWatchMetrics;
    expect(Dimensions).toEqual([['stack']]);
    for (const name of ['ForgedAuditIds', 'UnreadableLogLines']) {
      expect(line[name]).toBe(2);
      expect(alarmsOn(Namespace, name)).toMatchObject([{ Statistic: 'Sum' }]);
    }
  });

  test('is one that a scheduled verification emits, and its absence for two days is an alarm', () => {
    const lines: string[] = [];
    const facts = { eventId: EVENT_ID, occurredAt: new Date(0), requestId: 'r', headSha256: undefined };
    const counts = { periods: [], digests: 1, events: 1, late: 0, findingCount: 2, findings: [] };
    verifierLog(
      line => lines.push(line),
      () => new Date(0),
    ).verified(chainEvent({ ...facts, ...counts }), { request_id: 'r' });
    const line = JSON.parse(lines[0] ?? '');
    const [{ Namespace, Dimensions }] = line._aws.CloudWatchMetrics;
    expect([Dimensions, line.TrailVerifications, line.TrailFindings]).toEqual([[['stack']], 1, 2]);

    const ofMetric = (name: string) =>
      alarms.map(([, { Properties }]) => Properties).filter(({ MetricName }) => MetricName === name);
    expect(ofMetric('TrailFindings')).toMatchObject([
      { Namespace, Statistic: 'Sum', Threshold: 1, ComparisonOperator: 'GreaterThanOrEqualToThreshold' },
    ]);
    const [missed] = ofMetric('TrailVerifications');
    expect(missed).toMatchObject({
      ...{ Namespace, Statistic: 'Sum', Threshold: 1, ComparisonOperator: 'LessThanThreshold' },
      TreatMissingData: 'breaching',
    });
    const seconds = (missed?.Period ?? 0) * (missed?.EvaluationPeriods ?? 0);
    expect(seconds).toBe(2 * 86_400);
    // CloudWatch accepts more than a day only with periods of an hour or longer.
    expect(missed?.Period).toBeGreaterThanOrEqual(3600);
  });

  test('has the stack as a dimension, also in an expression', () => {
    const own = alarms
      .flatMap(([, { Properties }]) => watchedBy(Properties))
      .filter(({ Namespace }) => Namespace === 'FlexSecurePlayback');
    expect(own.length).toBeGreaterThan(10);
    for (const { Dimensions } of own)
      expect(Dimensions).toContainEqual({ Name: 'stack', Value: { Ref: 'AWS::StackName' } });
  });

  test('is one that a run of the digest writer emits', () => {
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
      expect(Dimensions).toEqual([['stack']]);
      return { Namespace, MetricName: Metrics[0].Name, value: parsed[Metrics[0].Name] };
    });
    expect(emitted.map(({ value }) => value)).toEqual([2, 1]);
    for (const { Namespace, MetricName } of emitted) expect(alarmsOn(Namespace, MetricName)).toHaveLength(1);
  });
});
