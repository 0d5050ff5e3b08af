import { Stack } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { AccountParts } from '../accounts/add-account.ts';
import type { PlaybackApi } from '../api/playback-api.ts';
import type { AccountConfig } from '../config/accounts/twilio-accounts.ts';
import type { PlaybackConfig } from '../config/playback-config.ts';
import { dashboardUrl } from '../dashboard/playback-dashboard.ts';
import type { PlaybackFunction } from '../functions/playback-function.ts';
import { accessLogAlarmRules } from './access-log-alarm-rules.ts';
import { type AccountRule, accountAlarmRules } from './account-alarm-rules.ts';
import { alarmOf } from './alarm-rule.ts';
import { digestAlarmRules } from './digest-alarm-rules.ts';
import { heardWriterAlarmRules, mediaAlarmRules, verifierAlarmRules } from './media-alarm-rules.ts';
import { misuseAlarmRules } from './misuse-alarm-rules.ts';
import { policyAlarmRules } from './policy-alarm-rules.ts';
import { trailAlarmRules } from './trail-alarm-rules.ts';

/** The functions that the alarms watch, and the recipient. */
export interface PlaybackAlarmsProps {
  readonly accounts: readonly AccountParts[];
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
    const { accounts, media, verifier, heardWriter, accessLogReader, digest, auditVerifier, policyRecorder } = props;
    const { api, config } = props;
    const watched: AccountRule[] = [
      ...accountAlarmRules(accounts, misuseAlarmRules(api, config.alarmThresholds)),
      ...[
        ...(media ? mediaAlarmRules(media) : []),
        ...(verifier ? verifierAlarmRules(verifier) : []),
        ...(heardWriter ? heardWriterAlarmRules(heardWriter) : []),
        ...(accessLogReader ? accessLogAlarmRules(accessLogReader) : []),
        ...digestAlarmRules(digest),
        ...trailAlarmRules(auditVerifier),
        ...policyAlarmRules(policyRecorder),
      ].map(rule => ({ rule })),
    ];
    const addresses = { runbooks: config.runbookUrl, dashboard: config.dashboard ? dashboardUrl() : undefined };
    this.alarms = watched.map(({ rule, account }) => alarmOf(this.scopeOf(account), rule, addresses));
    this.runbooks = watched.map(({ rule }) => rule.runbook);
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

  /** Alarms of the account with the root addresses, and of all accounts, are beside each other. */
  private scopeOf(account: AccountConfig | undefined): Construct {
    if (!account || account.root) return this;
    const { accountSid } = account;
    return (this.node.tryFindChild(accountSid) as Construct | undefined) ?? new Construct(this, accountSid);
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
