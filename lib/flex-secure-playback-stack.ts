import { Annotations, CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { PlaybackAlarms } from './alarms/playback-alarms.ts';
import { PlaybackApi } from './api/playback-api.ts';
import { taskAttributesExample } from './api/task-attributes-example.ts';
import { UrlProvider } from './api/url-provider.ts';
import { AccessAuditTable } from './audit/access-audit-table.ts';
import { AuditArchive } from './audit/audit-archive.ts';
import { AuditDigest } from './audit/audit-digest.ts';
import { AuditReadTrail } from './audit/audit-read-trail.ts';
import { AuditSigningKey } from './audit/audit-signing-key.ts';
import { RecordingsTable } from './catalog/recordings-table.ts';
import { TwilioEvents } from './catalog/twilio-events.ts';
import { TwilioSecret } from './catalog/twilio-secret.ts';
import { placeholders } from './config/placeholders.ts';
import type { PlaybackConfig } from './config/playback-config.ts';
import { RecordingsBucket } from './media/recordings-bucket.ts';
import { isStreaming, StreamedDelivery } from './media/streamed-delivery.ts';
import type { CompiledPolicies } from './policy/compile-policies.ts';

/** Where Twilio's callbacks go: output → path. */
const CALLBACK_PATHS = {
  RecordingStatusCallbackUrl: '/twilio/recording-status',
  TaskEventsCallbackUrl: '/twilio/task-events',
};

/** What the stack is made from. */
export interface FlexSecurePlaybackProps extends StackProps {
  readonly config: PlaybackConfig;
  readonly policies: CompiledPolicies;
}

/** Everything that is deployed. Wires the constructs together and decides nothing else. */
export class FlexSecurePlaybackStack extends Stack {
  constructor(scope: Construct, id: string, props: FlexSecurePlaybackProps) {
    super(scope, id, props);
    const { config, policies } = props;

    const audit = new AccessAuditTable(this, 'AccessAuditTable', { retentionDays: config.auditRetentionDays });
    const recordings = new RecordingsBucket(this, 'RecordingsBucket', config);
    const catalog = new RecordingsTable(this, 'RecordingsTable');
    const urlProvider = new UrlProvider(this, 'UrlProvider', { config, policies: policies.document });
    audit.grantAppend(urlProvider);
    recordings.grantRead(urlProvider);
    catalog.grantLookUp(urlProvider);
    const api = new PlaybackApi(this, 'PlaybackApi', config);
    api.route('GET', ['/', '/sec_rec'], urlProvider);

    const secret = config.twilioSecretName && new TwilioSecret(this, 'TwilioSecret', config.twilioSecretName);
    if (secret) secret.grantRead(urlProvider);
    // Only with the auth token can Twilio's callbacks be told from forged ones: without a secret they have no way in.
    const twilioEvents = secret ? new TwilioEvents(this, 'TwilioEvents', config) : undefined;
    if (secret && twilioEvents) {
      secret.grantRead(twilioEvents);
      catalog.grantAddCallbackFacts(twilioEvents);
      for (const [output, path] of Object.entries(CALLBACK_PATHS)) {
        api.route('POST', [path], twilioEvents);
        new CfnOutput(this, output, { value: `${api.api.apiEndpoint}${path}`, description: 'To be set at Twilio' });
      }
    }

    const streamed = isStreaming(config)
      ? new StreamedDelivery(this, 'StreamedDelivery', { config, audit, recordings, catalog })
      : undefined;
    if (streamed) {
      streamed.grantIssue(urlProvider);
      new CfnOutput(this, 'MediaUrl', { value: streamed.mediaUrl, description: 'Where streamed links point' });
      new CfnOutput(this, 'MediaLinksTableName', {
        value: streamed.linksTableName,
        description: 'Live streamed links',
      });
    }

    const archive = new AuditArchive(this, 'AuditArchive', config);
    const signingKey = new AuditSigningKey(this, 'AuditSigningKey');
    const digest = new AuditDigest(this, 'AuditDigest', config);
    audit.grantReadByDay(digest);
    archive.grantCreate(digest);
    signingKey.grantSign(digest);
    if (config.auditReadTrail) {
      const { tableArn } = audit.table;
      new AuditReadTrail(this, 'AuditReadTrail', { tableArn, archiveArn: archive.bucket.bucketArn });
    }

    const media = streamed?.media;
    new PlaybackAlarms(this, 'Alarms', { urlProvider, twilioEvents, media, digest, email: config.alarmEmail });

    const urlProviderUrl = `${api.api.apiEndpoint}/sec_rec`;
    new CfnOutput(this, 'UrlProviderUrl', { value: urlProviderUrl, description: 'The url_provider of a task' });
    new CfnOutput(this, 'AuditTableName', { value: audit.table.tableName, description: 'Who listened to what' });
    new CfnOutput(this, 'AuditArchiveBucketName', {
      value: archive.bucket.bucketName,
      description: 'Digests and events of the audit trail, locked',
    });
    new CfnOutput(this, 'AuditSigningKeyArn', {
      value: signingKey.key.keyArn,
      description: 'Signs the digests; keep a copy of its public key elsewhere',
    });
    new CfnOutput(this, 'RecordingsTableName', { value: catalog.table.tableName, description: 'The catalog' });
    new CfnOutput(this, 'PolicySet', { value: policies.sha256, description: 'policy_set of audit events' });
    new CfnOutput(this, 'TaskAttributesExample', {
      value: taskAttributesExample(this, urlProviderUrl),
      description: 'Task attributes to paste; put in the SID and the start of the call',
    });

    for (const problem of placeholders(config))
      Annotations.of(this).addWarningV2('flex-secure-playback:placeholder', problem);
  }
}
