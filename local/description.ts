import type { LocalCloud } from './cloud/start-cloud.ts';
import { type DemoRecording, isPlayable } from './demo/demo-recordings.ts';
import type { DemoUserKey } from './demo/users.ts';
import type { PlaybackContext } from './playback-context.ts';
import type { LocalTemplate } from './template/read-template.ts';

/** A recording as the description lists it. */
interface DescribedRecording {
  readonly sid: string;
  readonly title: string;
  readonly encrypted: boolean;
  readonly restricted: boolean;
  readonly agentWorkerSid: string;
  /** What the recording can also be asked for by. */
  readonly callSid: string;
  readonly conferenceSid?: string;
  readonly taskSid: string;
}

/** All addresses, names and tokens of a running stack: the JSON line of `--json` and `--ready-file`. */
export interface StackDescription {
  /** The address for a task's `url_provider`, without the recording SID. */
  readonly urlProvider: string;
  /** The addresses of Twilio's callbacks without `/recording-status` and `/task-events`; absent without a secret. */
  readonly twilioWebhooks?: string;
  /** The address of streamed links without their token; absent without a media endpoint. */
  readonly media?: string;
  readonly player: string;
  /** The address of the auditor's desk, with its token. */
  readonly desk: string;
  /** The address to which a debugger attaches; absent without `--inspect`. */
  readonly inspector?: string;
  /**
   * The endpoint of every AWS service. Access key id and secret `test` have all permissions; `auditor` and `operator` have
   * those of the stack's managed policies.
   */
  readonly aws: string;
  readonly twilio: string;
  readonly accountSid: string;
  readonly bucket: string;
  /** Names of the tables. */
  readonly tables: {
    readonly audit: string;
    readonly recordings: string;
    readonly links?: string;
    readonly coverage?: string;
  };
  /** URLs of the queue of callbacks and its dead-letter queue; absent without a secret. */
  readonly queues?: {
    readonly callEvents: string;
    readonly callEventsDeadLetters: string;
    /** Absent when recordings are not attached to tasks. */
    readonly attachments?: string;
    readonly attachmentsDeadLetters?: string;
  };
  /** Public key SID → id of the KMS key with the private half; absent without a media endpoint. */
  readonly encryptionKeys?: Readonly<Record<string, string>>;
  /** The bucket of the audit trail's digests, and the key that signs them. */
  readonly auditArchive: { readonly bucket: string; readonly signingKeyArn: string };
  readonly tokens: Readonly<Record<DemoUserKey, string>>;
  /** The recordings that an authorized user can play. */
  readonly recordings: readonly DescribedRecording[];
}

/** The running parts and the data from which the description is made. */
interface DescribedParts {
  readonly template: LocalTemplate;
  readonly context: PlaybackContext;
  readonly cloud: LocalCloud;
  readonly player: { readonly url: string };
  readonly desk: { readonly url: string };
  readonly twilio: { readonly url: string };
  readonly keyIds: Readonly<Record<string, string>>;
  readonly tokens: StackDescription['tokens'];
  readonly recordings: readonly DemoRecording[];
}

export const describeStack = (parts: DescribedParts): StackDescription => {
  const { context, cloud, keyIds, recordings } = parts;
  const { aws, httpApi, restApi } = cloud;
  const output = (name: string): string => String(parts.template.output(name));
  return {
    urlProvider: httpApi.url + new URL(output('UrlProviderUrl')).pathname,
    ...(typeof context['twilioSecretName'] === 'string' && { twilioWebhooks: `${httpApi.url}/twilio` }),
    player: parts.player.url,
    desk: parts.desk.url,
    aws: aws.url,
    twilio: parts.twilio.url,
    accountSid: context.accountSid,
    bucket: context.bucketName,
    tables: {
      audit: output('AuditTableName'),
      recordings: output('RecordingsTableName'),
      ...(restApi && { links: output('MediaLinksTableName'), coverage: output('LinkCoverageTableName') }),
    },
    ...(typeof context['twilioSecretName'] === 'string' && {
      queues: {
        callEvents: output('CallEventsQueueUrl'),
        callEventsDeadLetters: output('CallEventsDeadLetterQueueUrl'),
        ...(context['attachUrlProvider'] !== undefined && {
          attachments: output('MediaAttachmentsQueueUrl'),
          attachmentsDeadLetters: output('MediaAttachmentsDeadLetterQueueUrl'),
        }),
      },
    }),
    ...(restApi && { media: `${restApi.url}/media`, encryptionKeys: keyIds }),
    auditArchive: { bucket: output('AuditArchiveBucketName'), signingKeyArn: output('AuditSigningKeyArn') },
    tokens: parts.tokens,
    recordings: recordings.filter(isPlayable).map(describeRecording),
  };
};

const describeRecording = (recording: DemoRecording): DescribedRecording => {
  const { sid, title, encrypted, restricted, agentWorkerSid, callSid, conferenceSid, taskSid } = recording;
  return {
    ...{ sid, title, encrypted, restricted, agentWorkerSid },
    ...{ callSid, taskSid, ...(conferenceSid && { conferenceSid }) },
  };
};
