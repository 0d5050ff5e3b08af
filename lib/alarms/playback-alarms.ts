import { Stack } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { PlaybackApi } from '../api/playback-api.ts';
import type { MediaAttachments } from '../attachment/media-attachments.ts';
import type { CallEvents } from '../catalog/call-events.ts';
import type { PlaybackConfig } from '../config/playback-config.ts';
import { dashboardUrl } from '../dashboard/playback-dashboard.ts';
import type { PlaybackFunction } from '../functions/playback-function.ts';
import { accessLogAlarmRules } from './access-log-alarm-rules.ts';
import { type AlarmRule, alarmOf, failures, PERIOD } from './alarm-rule.ts';
import { attachmentAlarmRules } from './attachment-alarm-rules.ts';
import { callbackAlarmRules } from './callback-alarm-rules.ts';
import { digestAlarmRules } from './digest-alarm-rules.ts';
import { heardWriterAlarmRules, mediaAlarmRules, verifierAlarmRules } from './media-alarm-rules.ts';
import { misuseAlarmRules } from './misuse-alarm-rules.ts';
import { policyAlarmRules } from './policy-alarm-rules.ts';
import { trailAlarmRules } from './trail-alarm-rules.ts';

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
    meaning: "The function's Lambda concurrency, its own or the account's, is used up; listeners get 503.",
    runbook: 'function-throttles',
  },
];

/** The functions that the alarms watch, and the recipient. */
export interface PlaybackAlarmsProps {
  readonly urlProvider: PlaybackFunction;
  /** Absent if the deployment accepts no callbacks. */
  readonly callEvents: CallEvents | undefined;
  /** Absent if the deployment does not attach `url_provider` itself. */
  readonly attachments: MediaAttachments | undefined;
  /** Absent if the deployment streams no recordings. */
  readonly media: PlaybackFunction | undefined;
  /** Absent if recordings are verified at their first play only. */
  readonly verifier: PlaybackFunction | undefined;
  /** Absent if the deployment streams no recordings. */
  readonly heardWriter: PlaybackFunction | undefined;
  /** Absent if the stack does not create the bucket, and therefore no access log. */
  readonly accessLogReader: PlaybackFunction | undefined;
  /** Writes the audit trail's digests. */
  readonly digest: PlaybackFunction;
  /** Verifies the audit trail every day. */
  readonly auditVerifier: PlaybackFunction;
  /** Records deployed policies. */
  readonly policyRecorder: PlaybackFunction;
  readonly api: PlaybackApi;
  readonly config: PlaybackConfig;
}

/** The alarms of the deployment. They and their ends go to the address and the topic of the configuration. */
export class PlaybackAlarms extends Construct {
  readonly alarms: readonly Alarm[];
  /** The names of their runbooks. */
  readonly runbooks: readonly string[];

  constructor(scope: Construct, id: string, props: PlaybackAlarmsProps) {
    super(scope, id);
    const {
      urlProvider,
      callEvents,
      attachments,
      media,
      verifier,
      heardWriter,
      accessLogReader,
      digest,
      auditVerifier,
      policyRecorder,
    } = props;
    const { api, config } = props;
    const watched = [
      ...rules(urlProvider),
      ...misuseAlarmRules(api, config.alarmThresholds),
      ...(callEvents ? callbackAlarmRules(callEvents) : []),
      ...(attachments ? attachmentAlarmRules(attachments) : []),
      ...(media ? mediaAlarmRules(media) : []),
      ...(verifier ? verifierAlarmRules(verifier) : []),
      ...(heardWriter ? heardWriterAlarmRules(heardWriter) : []),
      ...(accessLogReader ? accessLogAlarmRules(accessLogReader) : []),
      ...digestAlarmRules(digest),
      ...trailAlarmRules(auditVerifier),
      ...policyAlarmRules(policyRecorder),
    ];
    const addresses = { runbooks: config.runbookUrl, dashboard: config.dashboard ? dashboardUrl() : undefined };
    this.alarms = watched.map(rule => alarmOf(this, rule, addresses));
    this.runbooks = watched.map(({ runbook }) => runbook);
    const { alarmEmail, alarmTopicArn } = config;
    const topics = [
      ...(alarmEmail === undefined ? [] : [this.createTopic(alarmEmail)]),
      ...(alarmTopicArn === undefined ? [] : [Topic.fromTopicArn(this, 'CompanyTopic', alarmTopicArn)]),
    ];
    for (const alarm of this.alarms) {
      for (const topic of topics) {
        alarm.addAlarmAction(new SnsAction(topic));
        alarm.addOkAction(new SnsAction(topic));
      }
    }
  }

  private createTopic(email: string): ITopic {
    const topic = new Topic(this, 'Topic', { displayName: 'flex-secure-playback alarms', enforceSSL: true });
    // The topic's own policy replaces the default one, which allows CloudWatch to publish.
    topic.addToResourcePolicy(
      new PolicyStatement({
        actions: ['sns:Publish'],
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    topic.addSubscription(new EmailSubscription(email));
    return topic;
  }
}
