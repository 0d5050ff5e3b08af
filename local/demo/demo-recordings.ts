import { readFile } from 'node:fs/promises';
import type { TwilioRecording } from '../twilio/recording-resource.ts';
import { demoSid } from './account.ts';
import type { DemoPublicKey } from './demo-keys.ts';
import { DEMO_USERS } from './users.ts';

export type ShippedFile = 'call-dual.wav' | 'greeting-mono.wav';

/**
 * What the bucket stores for a recording: a shipped file, the long recording that is generated at start, or nothing.
 */
type DemoSource = ShippedFile | 'long-call' | 'nothing';

/** A recording of the demo: its entry on the player page, its data at Twilio and its object in the bucket. */
export interface DemoRecording extends TwilioRecording {
  readonly title: string;
  /** The task of the call. */
  readonly taskSid: string;
  readonly encrypted: boolean;
  readonly restricted: boolean;
  readonly agentWorkerSid: string;
  /** Whether Twilio has already reported the agent. */
  readonly taskEvent: 'arrived' | 'pending';
  readonly source: DemoSource;
  /** The public key with which Twilio wrapped its content key; absent for a plain recording. */
  readonly encryptedFor?: DemoPublicKey;
  /** True: one bit of the encrypted object is changed. */
  readonly damaged: boolean;
  /** S3 storage class. An object in GLACIER cannot be read. */
  readonly storageClass: 'STANDARD' | 'GLACIER';
}

const DAY_MS = 86_400_000;

const SHORTENED_CALL_SECONDS = 120;

/**
 * Returns the demo's recordings. Their ages differ, so that policies about the age of a call can be tried.
 * @param longCallSeconds duration of the two long calls
 */
export const demoRecordings = (now: Date, longCallSeconds = SHORTENED_CALL_SECONDS): DemoRecording[] => {
  const longCallMinutes = Math.round(longCallSeconds / 60);
  const { agent, otherAgent } = DEMO_USERS;
  const recording = (
    name: string,
    facts: Pick<DemoRecording, 'title' | 'agentWorkerSid' | 'durationSeconds' | 'channels' | 'source'> & {
      readonly daysAgo: number;
      readonly storageClass?: 'GLACIER';
      readonly restricted?: true;
      readonly taskEvent?: 'pending';
      readonly encryptedFor?: DemoPublicKey;
      readonly damaged?: true;
    },
  ): DemoRecording => {
    const { daysAgo, storageClass = 'STANDARD', restricted = false, damaged = false, ...rest } = facts;
    return {
      ...rest,
      storageClass,
      taskEvent: facts.taskEvent ?? 'arrived',
      sid: demoSid('RE', name),
      callSid: demoSid('CA', name),
      taskSid: demoSid('WT', name),
      // Flex puts customer and agent into a conference.
      ...(facts.channels === 2 && { conferenceSid: demoSid('CF', name) }),
      startedAt: new Date(now.getTime() - daysAgo * DAY_MS),
      encrypted: facts.encryptedFor !== undefined,
      restricted,
      damaged,
    };
  };
  return [
    recording('support-call', {
      title: 'Support call, both sides',
      agentWorkerSid: agent.workerSid,
      durationSeconds: 13,
      channels: 2,
      source: 'call-dual.wav',
      daysAgo: 1,
    }),
    recording('greeting', {
      title: 'Greeting, one channel',
      agentWorkerSid: otherAgent.workerSid,
      durationSeconds: 3,
      channels: 1,
      source: 'greeting-mono.wav',
      daysAgo: 3,
    }),
    recording('long-call', {
      title: `Long consultation, ${longCallMinutes} minutes`,
      agentWorkerSid: agent.workerSid,
      durationSeconds: longCallSeconds,
      channels: 2,
      source: 'long-call',
      daysAgo: 5,
    }),
    recording('encrypted-call', {
      title: 'Encrypted call, both sides',
      agentWorkerSid: agent.workerSid,
      durationSeconds: 13,
      channels: 2,
      source: 'call-dual.wav',
      daysAgo: 4,
      encryptedFor: 'created',
    }),
    recording('encrypted-long-call', {
      title: `Encrypted consultation, ${longCallMinutes} minutes`,
      agentWorkerSid: agent.workerSid,
      durationSeconds: longCallSeconds,
      channels: 2,
      source: 'long-call',
      daysAgo: 6,
      encryptedFor: 'imported',
    }),
    recording('encrypted-damaged-call', {
      title: 'Encrypted call, one bit damaged',
      agentWorkerSid: agent.workerSid,
      durationSeconds: 13,
      channels: 2,
      source: 'call-dual.wav',
      daysAgo: 7,
      encryptedFor: 'created',
      damaged: true,
    }),
    recording('encrypted-lost-key-call', {
      title: 'Encrypted call, private key lost',
      agentWorkerSid: agent.workerSid,
      durationSeconds: 13,
      channels: 2,
      source: 'call-dual.wav',
      daysAgo: 8,
      encryptedFor: 'lost',
    }),
    recording('fresh-call', {
      title: 'Call of an hour ago, agent not reported yet',
      agentWorkerSid: agent.workerSid,
      durationSeconds: 13,
      channels: 2,
      source: 'call-dual.wav',
      daysAgo: 1 / 24,
      taskEvent: 'pending',
    }),
    recording('complaint', {
      title: 'Complaint to the board',
      agentWorkerSid: agent.workerSid,
      durationSeconds: 13,
      channels: 2,
      source: 'call-dual.wav',
      daysAgo: 2,
      restricted: true,
    }),
    recording('old-call', {
      title: 'Call of six weeks ago',
      agentWorkerSid: agent.workerSid,
      durationSeconds: 13,
      channels: 2,
      source: 'call-dual.wav',
      daysAgo: 42,
    }),
    recording('archived-call', {
      title: 'Last year, moved to Glacier',
      agentWorkerSid: otherAgent.workerSid,
      durationSeconds: 3,
      channels: 1,
      source: 'greeting-mono.wav',
      daysAgo: 400,
      storageClass: 'GLACIER',
    }),
    recording('call-just-now', {
      title: 'Call just ended, not uploaded yet',
      agentWorkerSid: agent.workerSid,
      durationSeconds: 13,
      channels: 2,
      source: 'nothing',
      daysAgo: 0,
    }),
  ];
};

/**
 * Returns whether a recording can be played. The player page also lists archived, missing, damaged and undecryptable
 * ones.
 */
export const isPlayable = ({ source, storageClass, damaged, encryptedFor }: DemoRecording): boolean =>
  source !== 'nothing' && storageClass === 'STANDARD' && !damaged && encryptedFor !== 'lost';

/** Reads a recording that is shipped with the demo. */
export const readShippedFile = (name: ShippedFile): Promise<Buffer> =>
  readFile(new URL(`./recordings/${name}`, import.meta.url));

/** Reads the plain bytes of one of the demo's shorter recordings. Rejects for any other SID. */
export const readDemoRecordingFile = async (sid: string): Promise<Buffer> => {
  const source = demoRecordings(new Date()).find(recording => recording.sid === sid)?.source;
  if (source === undefined || source === 'long-call' || source === 'nothing') throw new Error(`no file for ${sid}`);
  return readShippedFile(source);
};
