import { Annotations, CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { EVENT_STREAMS_PATH } from '../lambda/twilio-events/parse-callback.ts';
import { PlaybackAlarms } from './alarms/playback-alarms.ts';
import { PlaybackApi } from './api/playback-api.ts';
import { taskAttributesExample } from './api/task-attributes-example.ts';
import { UrlProvider } from './api/url-provider.ts';
import { MediaAttachments } from './attachment/media-attachments.ts';
import { AccessAuditTable } from './audit/access-audit-table.ts';
import { AuditArchive } from './audit/audit-archive.ts';
import { AuditDigest } from './audit/audit-digest.ts';
import { AuditReadTrail } from './audit/audit-read-trail.ts';
import { AuditSigningKey } from './audit/audit-signing-key.ts';
import { CallEvents } from './catalog/call-events.ts';
import { RecordingsTable } from './catalog/recordings-table.ts';
import { TwilioSecret } from './catalog/twilio-secret.ts';
import { placeholders } from './config/placeholders.ts';
import { type PlaybackConfig, PlaybackConfigError } from './config/playback-config.ts';
import { environmentProblem } from './functions/environment-size.ts';
import { quotaNote } from './functions/quota-note.ts';
import { AccessLogReader } from './media/access-log-reader.ts';
import { RecordingsBucket } from './media/recordings-bucket.ts';
import { isStreaming, StreamedDelivery } from './media/streamed-delivery.ts';
import type { CompiledPolicies } from './policy/compile-policies.ts';

/** The paths for Twilio's callbacks, by output. */
const CALLBACK_PATHS = {
  RecordingStatusCallbackUrl: '/twilio/recording-status',
  TaskEventsCallbackUrl: '/twilio/task-events',
};

/**
 * Makes Twilio repeat a callback up to five times if the answer is 5xx or missing. By default it repeats once, and only if it
 * could not connect. A fragment is neither sent nor signed. Source: Twilio, "Webhook connection overrides".
 */
const CALLBACK_RETRIES = '#rc=5&rp=5xx,ct,rt';

/** The properties of the stack. */
export interface FlexSecurePlaybackProps extends StackProps {
  readonly config: PlaybackConfig;
  readonly policies: CompiledPolicies;
}

/**
 * Everything that is deployed. Only connects the constructs.
 * Throws `PlaybackConfigError` if a function's environment is larger than Lambda allows.
 */
export class FlexSecurePlaybackStack extends Stack {
  constructor(scope: Construct, id: string, props: FlexSecurePlaybackProps) {
    super(scope, id, props);
    const { config, policies } = props;

    const audit = new AccessAuditTable(this, 'AccessAuditTable', { retentionDays: config.auditRetentionDays });
    const recordings = new RecordingsBucket(this, 'RecordingsBucket', config);
    const catalog = new RecordingsTable(this, 'RecordingsTable', { indexCount: config.catalogIndexes });
    const urlProvider = new UrlProvider(this, 'UrlProvider', { config, policies: policies.document });
    audit.grantAppend(urlProvider);
    recordings.grantRead(urlProvider);
    catalog.grantLookUp(urlProvider);
    catalog.grantFindByGroup(urlProvider);
    const api = new PlaybackApi(this, 'PlaybackApi', config);
    api.route('GET', ['/', '/sec_rec'], urlProvider);

    const secret = config.twilioSecretName && new TwilioSecret(this, 'TwilioSecret', config.twilioSecretName);
    if (secret) secret.grantRead(urlProvider);
    // Forged callbacks can only be detected with the auth token, so without a secret there is no route for callbacks.
    const callEvents = secret ? new CallEvents(this, 'CallbackFunctions', { config, secret, catalog }) : undefined;
    if (callEvents) {
      for (const [output, path] of Object.entries(CALLBACK_PATHS)) {
        api.route('POST', [path], callEvents.twilioEvents);
        new CfnOutput(this, output, {
          value: `${api.api.apiEndpoint}${path}${CALLBACK_RETRIES}`,
          description: 'Callback URL for Twilio. Copy all of it: the part from # makes Twilio retry',
        });
      }
      api.route('POST', [EVENT_STREAMS_PATH], callEvents.twilioEvents);
      // Event Streams knows no such fragment: it repeats a batch for four hours without it.
      new CfnOutput(this, 'EventStreamsUrl', {
        value: `${api.api.apiEndpoint}${EVENT_STREAMS_PATH}`,
        description: 'The destination of a webhook sink, where the workspace has another event callback',
      });
    }

    const urlProviderUrl = `${api.api.apiEndpoint}/sec_rec`;
    const { attachUrlProvider: attach } = config;
    const attachments =
      attach && callEvents
        ? new MediaAttachments(this, 'AttachmentFunctions', {
            ...{ config, attach, urlProviderUrl },
            catalogWriter: callEvents.catalogWriter,
            catalog,
          })
        : undefined;

    const streamed = isStreaming(config)
      ? new StreamedDelivery(this, 'StreamedDelivery', { config, audit, recordings, catalog })
      : undefined;
    if (streamed) {
      streamed.grantIssue(urlProvider);
      new CfnOutput(this, 'MediaUrl', { value: streamed.mediaUrl, description: 'Base URL of streamed links' });
      new CfnOutput(this, 'MediaLinksTableName', {
        value: streamed.linksTableName,
        description: 'Live streamed links',
      });
    }

    const accessLogReader = config.createBucket
      ? new AccessLogReader(this, 'AccessLogReader', { config, recordings, audit, linkSigner: urlProvider })
      : undefined;

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
    const verifier = streamed?.verifier;
    const watched = { urlProvider, media, verifier, accessLogReader, digest };
    new PlaybackAlarms(this, 'Alarms', { ...watched, callEvents, attachments, email: config.alarmEmail });

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
      description: 'Task attributes to paste; put in the SID and the start of the recording',
    });

    const functions = [
      ...Object.values(watched),
      callEvents?.twilioEvents,
      callEvents?.catalogWriter,
      attachments?.attacher,
    ].filter(fn => fn !== undefined);
    const tooLarge = functions.map(environmentProblem).filter(problem => problem !== undefined);
    if (tooLarge.length > 0) throw new PlaybackConfigError(tooLarge);
    const quota = quotaNote(functions);
    if (quota) Annotations.of(this).addInfoV2('flex-secure-playback:concurrency', quota);
    for (const problem of placeholders(config))
      Annotations.of(this).addWarningV2('flex-secure-playback:placeholder', problem);
  }
}
