import { randomBytes } from 'node:crypto';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { dynamoDbRecordingCatalog } from '../../lambda/adapters/dynamodb/dynamodb-recording-catalog.ts';
import { isAttached } from '../../lambda/domain/attachment/merged-attributes.ts';
import { parseRecordingSid, type RecordingSid } from '../../lambda/domain/shared/recording-sid.ts';
import type { CallChain } from '../player/player-model.ts';
import type { PlayedCall } from '../twilio/call/call-order.ts';
import type { TwilioStub } from '../twilio/twilio-stub.ts';
import { readShippedFile, type ShippedFile } from './demo-recordings.ts';
import type { DemoTarget } from './seed-demo.ts';
import { DEMO_USERS } from './users.ts';

/** Where the calls are played. */
export interface DemoCallsTarget {
  readonly aws: DemoTarget['aws'];
  readonly twilio: Pick<TwilioStub, 'playCall' | 'attributesOf'>;
  readonly accountSid: string;
  readonly bucket: string;
  readonly recordingsTable: string;
  /** The address of Twilio's callbacks without `/recording-status` and `/task-events`. */
  readonly twilioWebhooks: string;
  readonly urlProvider: string;
}

/** A call that is played after each start. Its recording gets a new SID each time, because Twilio never uses one twice. */
export interface DemoCall {
  readonly recordingSid: RecordingSid;
  readonly title: string;
  readonly agentWorkerSid: string;
  readonly source: ShippedFile;
  /** What `TwilioStub.playCall` is told, besides the addresses. */
  readonly description: Readonly<Record<string, unknown>>;
}

/** Returns the calls: one whose callbacks arrive as things happen, and one whose callbacks arrive in another order. */
export const newDemoCalls = (): readonly DemoCall[] => {
  const call = (title: string, source: ShippedFile, description: DemoCall['description']): DemoCall => {
    const recordingSid = parseRecordingSid(`RE${randomBytes(16).toString('hex')}`);
    if (!recordingSid) throw new Error('a new recording has a wrong SID');
    return { recordingSid, title, source, description, agentWorkerSid: DEMO_USERS.agent.workerSid };
  };
  return [
    call('Call at the start, both sides', 'call-dual.wav', { recorded: 'customer', channels: 2 }),
    call('Call at the start, callbacks shuffled', 'greeting-mono.wav', { order: [7, 4, 2, 6, 0, 5, 3, 1] }),
  ];
};

/** The calls that are being played. */
export interface PlayedDemoCalls {
  /** How far each call has come. */
  readonly chains: () => Promise<readonly CallChain[]>;
  /** Stops playing, and waits until no callback is on its way. */
  close(): Promise<void>;
}

/**
 * Plays the calls in the background: the stub sends their callbacks, and the service does the rest. `log` receives the reason
 * if that fails.
 */
export const playDemoCalls = (
  target: DemoCallsTarget,
  calls: readonly DemoCall[],
  log: (line: string) => void,
): PlayedDemoCalls => {
  const stopping = new AbortController();
  const played = new Map<RecordingSid, PlayedCall['call']>();
  const dynamoDb = new DynamoDB(target.aws);
  const catalog = dynamoDbRecordingCatalog({ client: dynamoDb, table: target.recordingsTable });
  const playing = playAll(target, calls, {
    stop: stopping.signal,
    onBegun: (recordingSid, call) => void played.set(recordingSid, call),
  }).catch((problem: Error) => log(`The calls of the start cannot be played: ${problem.message}`));

  const chainOf = async ({ recordingSid, title }: DemoCall): Promise<CallChain> => {
    const call = played.get(recordingSid);
    const entry = await catalog.find(recordingSid);
    const attributes = call && target.twilio.attributesOf(call.taskSid);
    const attached = { recordingSid, taskSid: '', recordingStartedAt: new Date() };
    return {
      recordingSid,
      title,
      ...(call && { callSid: call.customerCallSid, taskSid: call.taskSid }),
      isCatalogued: entry.ok && entry.value?.status === 'completed',
      isAttached: attributes !== undefined && isAttached(attributes, attached, target.urlProvider),
    };
  };
  return {
    chains: () => Promise.all(calls.map(chainOf)),
    close: async () => {
      stopping.abort();
      await playing;
      dynamoDb.destroy();
    },
  };
};

const playAll = async (
  { aws, twilio, accountSid, bucket, twilioWebhooks }: DemoCallsTarget,
  calls: readonly DemoCall[],
  {
    stop,
    onBegun,
  }: { readonly stop: AbortSignal; readonly onBegun: (recordingSid: RecordingSid, call: PlayedCall['call']) => void },
): Promise<void> => {
  const s3 = new S3Client({ ...aws, forcePathStyle: true });
  try {
    for (const { recordingSid, agentWorkerSid, source, description } of calls) {
      if (stop.aborted) return;
      const Key = `${accountSid}/${recordingSid}`;
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: await readShippedFile(source) }));
      await twilio.playCall(
        {
          ...description,
          ...{ recordingSid, agentWorkerSid, agentName: DEMO_USERS.agent.realmUserId },
          taskEvents: `${twilioWebhooks}/task-events`,
          recordingStatus: `${twilioWebhooks}/recording-status`,
        },
        { stop, onBegun: call => onBegun(recordingSid, call) },
      );
    }
  } finally {
    s3.destroy();
  }
};
