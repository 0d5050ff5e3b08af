import { awsFailure } from '../../../../lambda/adapters/aws/aws-failure.ts';
import { awsErrorOf } from '../../../deployment/aws-clients.ts';
import type { TableSource } from '../desk-sources.ts';

/** DynamoDB reads at most this number of items in one request. */
const BATCH_ITEMS = 100;

/** Returns those of the recordings that the catalog says are restricted now. Throws `AwsError`. */
export const restrictedAmong = async (
  { client, table }: TableSource,
  recordingSids: readonly string[],
): Promise<ReadonlySet<string>> => {
  const restricted = new Set<string>();
  let waiting = [...new Set(recordingSids)].map(sid => ({ recording_sid: { S: sid } }));
  try {
    while (waiting.length > 0) {
      const { Responses, UnprocessedKeys } = await client.batchGetItem({
        RequestItems: {
          [table]: { Keys: waiting.slice(0, BATCH_ITEMS), ProjectionExpression: 'recording_sid, restricted' },
        },
      });
      for (const { recording_sid, restricted: is } of Responses?.[table] ?? []) {
        if (is?.BOOL === true && recording_sid?.S) restricted.add(recording_sid.S);
      }
      const unread = UnprocessedKeys?.[table]?.Keys ?? [];
      waiting = [
        ...unread.map(({ recording_sid }) => ({ recording_sid: { S: recording_sid?.S ?? '' } })),
        ...waiting.slice(BATCH_ITEMS),
      ];
    }
  } catch (error) {
    throw awsErrorOf(awsFailure('catalog', error));
  }
  return restricted;
};
