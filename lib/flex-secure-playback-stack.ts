import { Annotations, CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { AccessAuditTable } from './access-audit-table.ts';
import { AuditArchive } from './audit-archive.ts';
import { AuditDigest } from './audit-digest.ts';
import { AuditReadTrail } from './audit-read-trail.ts';
import { AuditSigningKey } from './audit-signing-key.ts';
import { placeholders } from './config/placeholders.ts';
import type { PlaybackConfig } from './config/playback-config.ts';
import { PlaybackAlarms } from './playback-alarms.ts';
import { PlaybackApi } from './playback-api.ts';
import { RecordingsBucket } from './recordings-bucket.ts';
import { taskAttributesExample } from './task-attributes-example.ts';
import { TwilioSecret } from './twilio-secret.ts';
import { UrlProvider } from './url-provider.ts';

/** Everything that is deployed. Wires the constructs together and decides nothing else. */
export class FlexSecurePlaybackStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps & { readonly config: PlaybackConfig }) {
    super(scope, id, props);
    const { config } = props;

    const audit = new AccessAuditTable(this, 'AccessAuditTable', { retentionDays: config.auditRetentionDays });
    const recordings = new RecordingsBucket(this, 'RecordingsBucket', config);
    const urlProvider = new UrlProvider(this, 'UrlProvider', config);
    audit.grantAppend(urlProvider);
    recordings.grantRead(urlProvider);
    if (config.twilioSecretName) new TwilioSecret(this, 'TwilioSecret', config.twilioSecretName).grantRead(urlProvider);

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

    const api = new PlaybackApi(this, 'PlaybackApi', config);
    api.route(['/', '/sec_rec'], urlProvider);
    new PlaybackAlarms(this, 'Alarms', { urlProvider, digest, email: config.alarmEmail });

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
    new CfnOutput(this, 'TaskAttributesExample', {
      value: taskAttributesExample(this, urlProviderUrl),
      description: 'Task attributes to paste; put in the SID and the start of the call',
    });

    for (const problem of placeholders(config))
      Annotations.of(this).addWarningV2('flex-secure-playback:placeholder', problem);
  }
}
