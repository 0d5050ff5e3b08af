import type { AccountSnapshot } from './account-snapshot.ts';
import { type EventStreamsExpectations, hasActiveSink, planEventStreams } from './event-streams.ts';
import type { PlannedSetting, SettingId, SettingState } from './planned-setting.ts';

/** The settings that the deployment expects in the Twilio account. */
export interface DeploymentExpectations extends EventStreamsExpectations {
  /** The stack's outputs, retries in the fragment. */
  readonly taskEventsCallbackUrl: string;
  readonly recordingStatusCallbackUrl: string;
  /** The bucket with the recordings; undefined if it is not known. */
  readonly bucketName: string | undefined;
  /** The public keys (`CR…`) that the deployment has a private key for. */
  readonly publicKeySids: readonly string[];
}

/** The events that the catalog needs. */
export const NEEDED_EVENTS = [
  'task.created',
  'task.updated',
  'reservation.accepted',
  'reservation.wrapup',
  'reservation.completed',
];

const NOTHING = '–';

/** Compares an account with the expected settings. Returns every setting, also those that are already right. */
export const planSettings = (account: AccountSnapshot, expected: DeploymentExpectations): PlannedSetting[] => [
  planEventsFilter(account, expected),
  planEventCallback(account, expected),
  planEventStreams(account, expected),
  planCallback('call-recording-webhook-url', 'Flex call recording callback', {
    now: account.callRecordingWebhookUrl,
    wanted: expected.recordingStatusCallbackUrl,
    othersAdvice: 'Another service receives the recording callbacks: forward them from there, or run apply --replace',
    ...(!account.callRecordingEnabled && {
      advice:
        'Flex does not record calls itself: set this address where you start recordings, too (docs/flex-setup.md)',
    }),
  }),
  planExternalStorage(account, expected),
  planEncryption(account, expected),
];

/** The workspace has one event callback. Where it is taken, a sink of Event Streams delivers the same events. */
const planEventCallback = (account: AccountSnapshot, expected: DeploymentExpectations): PlannedSetting => {
  const planned = planCallback('event-callback-url', 'TaskRouter event callback', {
    now: account.eventCallbackUrl,
    wanted: expected.taskEventsCallbackUrl,
    othersAdvice: `Another service receives the task events, and a workspace has one callback. Create a sink of Event Streams with the stack's output EventStreamsUrl, ${expected.eventStreamsUrl} (docs/flex-setup.md), or run apply --replace`,
  });
  if (planned.state !== 'taken' || !hasActiveSink(account, expected)) return planned;
  const advice = 'Another service receives the callback. This deployment gets the events through Event Streams';
  return { ...planned, state: 'set', after: planned.before, advice };
};

const planCallback = (
  id: SettingId,
  title: string,
  {
    now,
    wanted,
    othersAdvice,
    advice,
  }: { now?: string | undefined; wanted: string; othersAdvice: string; advice?: string },
): PlannedSetting => {
  const state: SettingState =
    now === wanted ? 'set' : now === undefined || addressOf(now) === addressOf(wanted) ? 'change' : 'taken';
  const shown = state === 'taken' ? othersAdvice : advice;
  return { id, title, state, before: now ?? NOTHING, after: wanted, ...(shown !== undefined && { advice: shown }) };
};

/** Returns a callback's address without the fragment, which only states how often Twilio repeats a callback. */
export const addressOf = (url: string): string => url.split('#', 1)[0] ?? '';

/**
 * Adds the events that are missing, and removes none. A filter belongs to the service whose callback is set, and does not
 * apply to Event Streams.
 */
const planEventsFilter = (account: AccountSnapshot, expected: DeploymentExpectations): PlannedSetting => {
  const { eventsFilter, eventCallbackUrl } = account;
  const { taskEventsCallbackUrl } = expected;
  const isForeign = eventCallbackUrl !== undefined && addressOf(eventCallbackUrl) !== addressOf(taskEventsCallbackUrl);
  const base = {
    id: 'events-filter',
    title: 'TaskRouter events filter',
    before: eventsFilter?.join(',') ?? 'all events',
  } as const;
  if (isForeign && (eventsFilter === undefined || hasActiveSink(account, expected)))
    return { ...base, state: 'set', after: base.before };
  const present = eventsFilter ?? [];
  const after = [...present, ...NEEDED_EVENTS.filter(name => !present.includes(name))].join(',');
  if (after === eventsFilter?.join(',')) return { ...base, state: 'set', after };
  return { ...base, state: isForeign ? 'taken' : 'change', after };
};

const CONSOLE_STORAGE =
  'Set it in the Twilio Console: Voice, Settings, General, External voice recording storage. Twilio has no API for it';

/** Twilio's API does not show this setting. The address of the newest recording shows where Twilio stores recordings. */
const planExternalStorage = (
  { newestRecording }: AccountSnapshot,
  { bucketName }: DeploymentExpectations,
): PlannedSetting => {
  const base = {
    id: 'external-storage',
    title: 'Storage of recordings',
    after: bucketName === undefined ? 'your S3 bucket' : `bucket ${bucketName}`,
  } as const;
  if (!newestRecording) return { ...base, state: 'unknown', before: 'no recording yet', advice: CONSOLE_STORAGE };
  const { mediaUrl, sid } = newestRecording;
  const host = URL.canParse(mediaUrl) ? new URL(mediaUrl).hostname : '';
  const before = host ? `${host} (${sid})` : `not shown (${sid})`;
  if (isTwilioHost(host)) return { ...base, state: 'by-hand', before, advice: CONSOLE_STORAGE };
  if (!host || bucketName === undefined) return { ...base, state: 'unknown', before };
  return isAddressOfBucket(mediaUrl, bucketName)
    ? { ...base, state: 'set', before }
    : { ...base, state: 'by-hand', before, advice: `Twilio stores recordings elsewhere. ${CONSOLE_STORAGE}` };
};

const isTwilioHost = (host: string): boolean => host === 'twilio.com' || host.endsWith('.twilio.com');

/** S3 addresses name the bucket in the host, or as the first part of the path. */
const isAddressOfBucket = (url: string, bucketName: string): boolean => {
  const { hostname, pathname } = new URL(url);
  return hostname.startsWith(`${bucketName}.s3`) || pathname.startsWith(`/${bucketName}/`);
};

const planEncryption = (
  { newestRecording }: AccountSnapshot,
  { publicKeySids }: DeploymentExpectations,
): PlannedSetting => {
  const base = {
    id: 'encryption',
    title: 'Encryption of recordings',
    after: publicKeySids.length > 0 ? publicKeySids.join(', ') : 'not needed',
  } as const;
  if (!newestRecording) return { ...base, state: 'unknown', before: 'no recording yet' };
  const { publicKeySid, sid } = newestRecording;
  if (publicKeySid === undefined) {
    const before = `not encrypted (${sid})`;
    return publicKeySids.length === 0
      ? { ...base, state: 'set', before }
      : {
          ...base,
          state: 'unknown',
          before,
          advice: 'The newest recording is not encrypted. Select the public key in the Twilio Console if it should be',
        };
  }
  const before = `${publicKeySid} (${sid})`;
  return publicKeySids.includes(publicKeySid)
    ? { ...base, state: 'set', before }
    : {
        ...base,
        state: 'by-hand',
        before,
        advice: `Twilio encrypts with a key that this deployment cannot use. Add ${publicKeySid} to encryptionKeys and deploy`,
      };
};
