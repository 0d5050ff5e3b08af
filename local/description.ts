import type { DemoRecording } from './demo/demo-recordings.ts';
import type { DemoUserKey } from './demo/users.ts';

/** A recording as the description lists it. */
export interface DescribedRecording {
  readonly sid: string;
  readonly title: string;
  readonly encrypted: boolean;
  readonly restricted: boolean;
  readonly agentWorkerSid: string;
}

/** What runs where: the one JSON line of `--json` and of the file of `--ready-file`. */
export interface StackDescription {
  /** As a task's `url_provider` would name it, without the SID. */
  readonly urlProvider: string;
  /** Twilio's callbacks go below this, to `/twilio/recording-status` and `/twilio/task-events`; absent without a secret. */
  readonly twilioWebhooks?: string;
  /** Where streamed links point, without the token. */
  readonly media?: string;
  readonly player: string;
  /** Where a debugger attaches, if one may. */
  readonly inspector?: string;
  /** Every AWS service; key id and secret `test` may do anything. */
  readonly aws: string;
  readonly twilio: string;
  readonly accountSid: string;
  readonly bucket: string;
  /** Names of the tables. */
  readonly tables: { readonly audit: string; readonly recordings: string; readonly links?: string };
  /** KMS key of each of Twilio's public keys that there is one for; absent without a media endpoint. */
  readonly encryptionKeys?: Readonly<Record<string, string>>;
  /** Where the audit trail's digests are kept, and which key signs them. */
  readonly auditArchive: { readonly bucket: string; readonly signingKeyArn: string };
  readonly tokens: Readonly<Record<DemoUserKey, string>>;
  /** Those that can be played by whoever may. */
  readonly recordings: readonly DescribedRecording[];
}

export const describeRecording = (recording: DemoRecording): DescribedRecording => {
  const { sid, title, encrypted, restricted, agentWorkerSid } = recording;
  return { sid, title, encrypted, restricted, agentWorkerSid };
};
