import { Duration, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { DIGEST_METRICS } from '../lambda/audit-digest/digest-log.ts';
import type { FailureCode } from '../lambda/domain/failure.ts';
import { FAILURE_METRIC } from '../lambda/http/request-log.ts';
import type { PlaybackFunction } from './playback-function.ts';

const RUNBOOKS = 'docs/operations.md';

/** An alarm as data: what is counted, how much of it is too much, and what to do about it. */
interface AlarmRule {
  readonly id: string;
  readonly metric: IMetric;
  /** What the threshold counts, over one period. */
  readonly unit: string;
  /** The alarm goes off at this many. */
  readonly threshold: number;
  /** What it means to a listener, or to the audit trail. */
  readonly meaning: string;
  /** Heading of the runbook. */
  readonly runbook: string;
  /** Goes off when less than the threshold is counted, nothing at all included, for this long. */
  readonly missedForMinutes?: number;
}

const PERIOD = Duration.minutes(5);

/** A count that the digest writer itself emits. */
const digestCount = (metricName: string): Metric =>
  new Metric({ namespace: DIGEST_METRICS.namespace, metricName, statistic: 'Sum', period: PERIOD });

/** Requests that ended with this code; the function emits the metric itself (embedded metric format). */
const failures = (code: FailureCode): Metric =>
  new Metric({
    namespace: FAILURE_METRIC.namespace,
    metricName: FAILURE_METRIC.name,
    dimensionsMap: { [FAILURE_METRIC.dimension]: code },
    statistic: 'Sum',
    period: PERIOD,
  });

const rules = ({ urlProvider, digest }: WatchedFunctions): AlarmRule[] => [
  {
    id: 'InternalErrors',
    metric: failures('internal_error'),
    unit: 'requests',
    threshold: 1,
    meaning: 'A bug, or our own access to Twilio or AWS is broken; listeners get 500.',
    runbook: 'internal-errors',
  },
  {
    id: 'Unavailable',
    metric: failures('unavailable'),
    unit: 'requests',
    threshold: 3,
    meaning: 'Twilio, S3, DynamoDB or KMS fails or is slow; listeners get 503 and no link.',
    runbook: 'unavailable',
  },
  {
    id: 'UrlProviderErrors',
    metric: urlProvider.lambda.metricErrors({ period: PERIOD }),
    unit: 'invocations',
    threshold: 1,
    meaning: 'The url-provider function crashed, timed out or could not start.',
    runbook: 'function-errors',
  },
  {
    id: 'UrlProviderThrottles',
    metric: urlProvider.lambda.metricThrottles({ period: PERIOD }),
    unit: 'invocations',
    threshold: 1,
    meaning: "The account's Lambda concurrency is used up; listeners get 503.",
    runbook: 'function-throttles',
  },
  {
    id: 'DigestErrors',
    metric: digest.lambda.metricErrors({ period: PERIOD }),
    unit: 'invocations',
    threshold: 1,
    meaning: 'A window of the audit trail could not be digested; the next run tries again.',
    runbook: 'digest-failed',
  },
  {
    id: 'DigestThrottles',
    metric: digest.lambda.metricThrottles({ period: PERIOD }),
    unit: 'invocations',
    threshold: 1,
    meaning: "The account's Lambda concurrency is used up; the next run digests what this one left.",
    runbook: 'function-throttles',
  },
  {
    id: 'DigestMissed',
    metric: digestCount(DIGEST_METRICS.closed),
    unit: 'windows',
    threshold: 1,
    missedForMinutes: 45,
    meaning: 'The audit trail is not being digested, so that nothing proves its newest events.',
    runbook: 'digest-missed',
  },
  {
    id: 'DigestLateEvents',
    metric: digestCount(DIGEST_METRICS.late),
    unit: 'events',
    threshold: 1,
    meaning: 'Events reached the audit table after their window was digested: late, or inserted.',
    runbook: 'late-events',
  },
];

/** The functions that are watched. */
interface WatchedFunctions {
  readonly urlProvider: PlaybackFunction;
  readonly digest: PlaybackFunction;
}

const alarmOf = (scope: Construct, { id, metric, unit, threshold, meaning, runbook, missedForMinutes }: AlarmRule) => {
  const goesOff =
    missedForMinutes === undefined
      ? `Goes off at ${threshold} or more ${unit} in ${PERIOD.toMinutes()} minutes.`
      : `Goes off at less than ${threshold} ${unit} for ${missedForMinutes} minutes.`;
  return new Alarm(scope, id, {
    metric,
    threshold,
    alarmDescription: `${meaning} ${goesOff} Runbook: ${RUNBOOKS}#${runbook}`,
    ...(missedForMinutes === undefined
      ? {
          comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
          evaluationPeriods: 1,
          // No requests, no data, no problem.
          treatMissingData: TreatMissingData.NOT_BREACHING,
        }
      : {
          comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
          evaluationPeriods: missedForMinutes / PERIOD.toMinutes(),
          // Silence is the problem.
          treatMissingData: TreatMissingData.BREACHING,
        }),
  });
};

/** Alarms on what a listener would notice. With an address, each also goes out by e-mail. */
export class PlaybackAlarms extends Construct {
  constructor(scope: Construct, id: string, props: WatchedFunctions & { readonly email: string | undefined }) {
    super(scope, id);
    const alarms = rules(props).map(rule => alarmOf(this, rule));
    if (props.email === undefined) return;
    const topic = new Topic(this, 'Topic', { displayName: 'flex-secure-playback alarms', enforceSSL: true });
    // A topic with a policy of its own has lost the default one, under which CloudWatch may publish.
    topic.addToResourcePolicy(
      new PolicyStatement({
        actions: ['sns:Publish'],
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    topic.addSubscription(new EmailSubscription(props.email));
    for (const alarm of alarms) alarm.addAlarmAction(new SnsAction(topic));
  }
}
