import { marshall } from '@aws-sdk/util-dynamodb';
import type { RecordingGroups } from '../../domain/playback/ports.ts';
import { fail } from '../../domain/shared/failure.ts';
import { GROUP_INDEXES } from '../../domain/shared/recording-group.ts';
import { parseRecordingSid } from '../../domain/shared/recording-sid.ts';
import { err, ok } from '../../domain/shared/result.ts';
import type { DynamoDbReads } from '../aws/aws-calls.ts';
import { awsFailure } from '../aws/aws-failure.ts';
import { catalogEntryFrom } from './catalog-item.ts';
import { type PlainItem, plainItem } from './plain-item.ts';

/** Finds recordings by an index of the Recordings table, and reads their items strongly consistent. */
export const dynamoDbRecordingGroups = ({
  client,
  table,
}: {
  readonly client: DynamoDbReads;
  readonly table: string;
}): RecordingGroups => ({
  list: async ({ by, sid }, signal) => {
    try {
      const { Items = [] } = await client.query(
        {
          TableName: table,
          IndexName: GROUP_INDEXES[by],
          KeyConditionExpression: '#group = :sid',
          ExpressionAttributeNames: { '#group': by },
          ExpressionAttributeValues: marshall({ ':sid': sid }),
        },
        { abortSignal: signal },
      );
      const listed = Items.map(plainItem).flatMap(item => recordingOf(item) ?? []);
      return ok(listed.sort(byStart).map(({ recordingSid }) => recordingSid));
    } catch (error) {
      return err(awsFailure('catalog', error));
    }
  },
  read: async (recordingSids, signal) => {
    const Keys = recordingSids.map(sid => marshall({ recording_sid: sid }));
    try {
      const { Responses, UnprocessedKeys } = await client.batchGetItem(
        { RequestItems: { [table]: { Keys, ConsistentRead: true } } },
        { abortSignal: signal },
      );
      // DynamoDB omits items for which it has no capacity. If one is missing, another recording would wrongly be the first.
      if (Object.keys(UnprocessedKeys ?? {}).length > 0) return fail('unavailable', 'catalog_throttled');
      return ok(
        (Responses?.[table] ?? []).map(plainItem).flatMap(item => {
          const recordingSid = parseRecordingSid(String(item['recording_sid']));
          return recordingSid ? [{ recordingSid, entry: catalogEntryFrom(recordingSid, item) }] : [];
        }),
      );
    } catch (error) {
      return err(awsFailure('catalog', error));
    }
  },
});

const recordingOf = (item: PlainItem) => {
  const recordingSid = parseRecordingSid(String(item['recording_sid']));
  return recordingSid && { recordingSid, startedAt: String(item['started_at'] ?? LAST) };
};

/** Sorts after every time. */
const LAST = '~';

const byStart = (a: { readonly startedAt: string }, b: { readonly startedAt: string }): number =>
  a.startedAt < b.startedAt ? -1 : 1;
