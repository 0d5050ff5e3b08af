import type { TwilioAccountAccess } from '../deployment/twilio-account.ts';
import { TwilioError } from '../deployment/twilio-error.ts';
import { type EventSink, readEventSinks } from './event-streams.ts';
import { awaitTwilio, type TwilioClient } from './twilio-client.ts';

/** The settings of a Twilio account that decide what this service is told, and what it can play. */
export interface AccountSnapshot {
  readonly workspaceSid: string;
  /** Where TaskRouter sends its events. */
  readonly eventCallbackUrl: string | undefined;
  /** The events that TaskRouter sends. Undefined: all. */
  readonly eventsFilter: readonly string[] | undefined;
  /** The webhook sinks of Event Streams. Undefined: the credentials may not read them. */
  readonly sinks: readonly EventSink[] | undefined;
  /** Whether Flex itself records calls. */
  readonly callRecordingEnabled: boolean;
  /** Where Flex reports the recordings that it makes itself. */
  readonly callRecordingWebhookUrl: string | undefined;
  /** Undefined: the account has no recording. */
  readonly newestRecording: NewestRecording | undefined;
}

/** The account's newest completed recording. It shows where Twilio stores recordings now, and how it encrypts them. */
export interface NewestRecording {
  readonly sid: string;
  readonly mediaUrl: string;
  /** `CR…`. Undefined: not encrypted, or the details name no key. */
  readonly publicKeySid: string | undefined;
  /** Everything that Twilio says about the recording. */
  readonly resource: Readonly<Record<string, unknown>>;
}

/** How many recordings are read to find a completed one. */
const RECORDINGS_READ = 20;

/**
 * Reads an account's settings from Twilio. Throws `TwilioError`.
 * @param workspaceSid default: the workspace that Flex uses
 */
export const readAccount = async (
  client: TwilioClient,
  { accountSid }: Pick<TwilioAccountAccess, 'accountSid'>,
  workspaceSid: string | undefined,
): Promise<AccountSnapshot> => {
  const configuration = await awaitTwilio(
    'the Flex configuration of the account',
    client.flexApi.v1.configuration().fetch(),
  );
  const workspace = workspaceSid ?? configuration.taskrouterWorkspaceSid;
  if (!workspace)
    throw new TwilioError(`The Flex account ${accountSid} names no TaskRouter workspace. Use --workspace WS…`);
  const [{ eventCallbackUrl, eventsFilter }, recordings, sinks] = await Promise.all([
    awaitTwilio(`the TaskRouter workspace ${workspace}`, client.taskrouter.v1.workspaces(workspace).fetch()),
    awaitTwilio('the newest recordings', client.recordings.list({ limit: RECORDINGS_READ })),
    readEventSinks(client),
  ]);
  const newest = recordings.find(({ status }) => status === 'completed');
  return {
    workspaceSid: workspace,
    eventCallbackUrl: eventCallbackUrl || undefined,
    eventsFilter: eventsFilter ? eventsFilter.split(',').map(name => name.trim()) : undefined,
    sinks,
    callRecordingEnabled: configuration.callRecordingEnabled === true,
    callRecordingWebhookUrl: configuration.callRecordingWebhookUrl || undefined,
    newestRecording: newest && newestRecording(newest.toJSON()),
  };
};

const newestRecording = (resource: Readonly<Record<string, unknown>>): NewestRecording => {
  const details = Object(resource['encryptionDetails']) as Record<string, unknown>;
  const publicKeySid = details['encryption_public_key_sid'] ?? details['public_key_sid'];
  return {
    sid: String(resource['sid']),
    mediaUrl: String(resource['mediaUrl'] ?? ''),
    publicKeySid: typeof publicKeySid === 'string' ? publicKeySid : undefined,
    resource,
  };
};
