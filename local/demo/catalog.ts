import { DynamoDB, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { dynamoDbCatalogWriter } from '../../lambda/adapters/dynamodb/dynamodb-recording-catalog.ts';
import type { RecordingSid } from '../../lambda/domain/shared/recording-sid.ts';
import type { DemoRecording } from './demo-recordings.ts';

/** The table to which the demo's catalog is written. */
export interface DemoCatalog {
  readonly aws: DynamoDBClientConfig;
  readonly table: string;
  readonly accountSid: string;
}

/**
 * Writes to the catalog what Twilio's callbacks would have reported about each demo recording, unless it is already
 * known.
 */
export const seedCatalog = async (
  { aws, table, accountSid }: DemoCatalog,
  recordings: readonly DemoRecording[],
): Promise<void> => {
  const client = new DynamoDB(aws);
  const writer = dynamoDbCatalogWriter({ client, table });
  for (const recording of recordings) {
    const { callSid, conferenceSid, startedAt, durationSeconds, channels, agentWorkerSid, encryption } = recording;
    const written = await writer.apply({
      recordingSid: recording.sid as RecordingSid,
      ifUnknown: {
        accountSid,
        callSid,
        ...(conferenceSid && { conferenceSid }),
        startedAt,
        channels,
        restricted: recording.restricted,
        ...(encryption && { encryption }),
      },
      progress: { status: 'completed', durationSeconds },
      ...(recording.taskEvent === 'arrived' && {
        taskReports: [
          {
            at: startedAt,
            taskSid: recording.taskSid,
            taskCreatedAt: startedAt,
            agentWorkerSid,
            queue: 'Support',
          },
        ],
      }),
    });
    if (!written.ok) throw new Error(`${written.error.reason}: ${recording.title}`, { cause: written.error.cause });
  }
  client.destroy();
};
