import { Stack } from 'aws-cdk-lib';
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { FailureCode } from '../../lambda/domain/shared/failure.ts';
import { FAILURE_METRIC, LINK_ENDED_METRIC } from '../../lambda/shell/request-log.ts';
import { UNREADABLE_METRIC } from '../../lambda/twilio-events/callback-log.ts';
import type { PlaybackFunction } from '../functions/playback-function.ts';
import { type AlarmRule, alarmOf, PERIOD } from './alarm-rule.ts';
import { digestAlarmRules } from './digest-alarm-rules.ts';

/** Requests that ended with this code; the function emits the metric itself (embedded metric format). */
const failures = (code: FailureCode): Metric =>
  new Metric({
    namespace: FAILURE_METRIC.namespace,
    metricName: FAILURE_METRIC.name,
    dimensionsMap: { [FAILURE_METRIC.dimension]: code },
    statistic: 'Sum',
    period: PERIOD,
  });

/** What can go wrong with Twilio's callbacks; the listener notices later, as a missing fact. */
const callbackRules = (twilioEvents: PlaybackFunction): AlarmRule[] => [
  {
    id: 'CallbacksRefused',
    metric: failures('callback_refused'),
    unit: 'callbacks',
    threshold: 3,
    meaning: 'Callbacks without a good signature: the auth token in the secret is out of date, or someone is trying.',
    runbook: 'callbacks-refused',
  },
  {
    id: 'CallbacksMalformed',
    metric: failures('callback_malformed'),
    unit: 'callbacks',
    threshold: 3,
    meaning: 'Callbacks that Twilio signed cannot be understood; the catalog is missing facts.',
    runbook: 'callbacks-malformed',
  },
  {
    id: 'EncryptionDetailsUnreadable',
    metric: new Metric({
      namespace: UNREADABLE_METRIC.namespace,
      metricName: UNREADABLE_METRIC.name,
      statistic: 'Sum',
      period: PERIOD,
    }),
    unit: 'recordings',
    threshold: 1,
    meaning: 'Twilio sent encryption details that cannot be read; the recording cannot be played until someone helps.',
    runbook: 'encryption-details-unreadable',
  },
  {
    id: 'TwilioEventsErrors',
    metric: twilioEvents.lambda.metricErrors({ period: PERIOD }),
    unit: 'invocations',
    threshold: 1,
    meaning: 'The twilio-events function crashed, timed out or could not start.',
    runbook: 'function-errors',
  },
  {
    id: 'TwilioEventsThrottles',
    metric: twilioEvents.lambda.metricThrottles({ period: PERIOD }),
    unit: 'invocations',
    threshold: 1,
    meaning: "The account's Lambda concurrency is used up; callbacks are lost unless Twilio repeats them.",
    runbook: 'function-throttles',
  },
];

const rules = (urlProvider: PlaybackFunction): AlarmRule[] => [
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
];

/** Lambda counts every answer that breaks off; one whose link ended broke off as it should. */
const mediaErrors = (media: PlaybackFunction): MathExpression =>
  new MathExpression({
    expression: 'errors - FILL(ended, 0)',
    usingMetrics: {
      errors: media.lambda.metricErrors({ period: PERIOD }),
      ended: new Metric({
        namespace: LINK_ENDED_METRIC.namespace,
        metricName: LINK_ENDED_METRIC.name,
        statistic: 'Sum',
        period: PERIOD,
      }),
    },
    period: PERIOD,
  });

/** What can go wrong with streamed recordings. */
const mediaRules = (media: PlaybackFunction): AlarmRule[] => [
  {
    id: 'IntegrityFailed',
    metric: failures('integrity_failed'),
    unit: 'requests',
    threshold: 1,
    meaning: 'An encrypted recording, its IV or its wrapped key is not what Twilio made; nothing of it was released.',
    runbook: 'integrity-failed',
  },
  {
    id: 'MediaErrors',
    metric: mediaErrors(media),
    unit: 'invocations',
    threshold: 1,
    meaning:
      'The media function crashed, timed out or could not start, or an answer broke off while its link was live.',
    runbook: 'function-errors',
  },
  {
    id: 'MediaThrottles',
    metric: media.lambda.metricThrottles({ period: PERIOD }),
    unit: 'invocations',
    threshold: 1,
    meaning: "The account's Lambda concurrency is used up; playing stops.",
    runbook: 'function-throttles',
  },
];

/** What the alarms watch. */
export interface PlaybackAlarmsProps {
  readonly urlProvider: PlaybackFunction;
  /** Absent when no callbacks are taken. */
  readonly twilioEvents: PlaybackFunction | undefined;
  /** Absent when nothing is streamed. */
  readonly media: PlaybackFunction | undefined;
  /** Writes the audit trail's digests. */
  readonly digest: PlaybackFunction;
  /** Receives the alarms. */
  readonly email: string | undefined;
}

/** Alarms on what a listener would notice. With an address, each also goes out by e-mail. */
export class PlaybackAlarms extends Construct {
  constructor(scope: Construct, id: string, props: PlaybackAlarmsProps) {
    super(scope, id);
    const { urlProvider, twilioEvents, media, digest } = props;
    const watched = [
      ...rules(urlProvider),
      ...(twilioEvents ? callbackRules(twilioEvents) : []),
      ...(media ? mediaRules(media) : []),
      ...digestAlarmRules(digest),
    ];
    const alarms = watched.map(rule => alarmOf(this, rule));
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
