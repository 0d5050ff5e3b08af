import { marshall } from '@aws-sdk/util-dynamodb';
import { type CatalogChange, overallChange } from '../../domain/catalog/catalog-update.ts';
import { storeUpdate } from '../../domain/catalog/join-updates.ts';
import type { CatalogParts, CatalogWriter } from '../../domain/catalog/ports.ts';
import type { RecordingCatalog } from '../../domain/playback/ports.ts';
import type { Failure } from '../../domain/shared/failure.ts';
import type { RecordingSid } from '../../domain/shared/recording-sid.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import { type DynamoDbItems, isConditionFailed } from '../aws/aws-calls.ts';
import { awsFailure } from '../aws/aws-failure.ts';
import { catalogEntryFrom, type ReadCatalogItem, readCatalogItem } from './catalog-item.ts';
import { type CatalogWrite, catalogWrites } from './catalog-write.ts';
import { type PlainItem, plainItem } from './plain-item.ts';
import { addTaskReports, joinMembers } from './report-sets.ts';

export interface DynamoDbRecordingCatalogOptions {
  readonly client: DynamoDbItems;
  readonly table: string;
}

const keyOf = (recordingSid: RecordingSid) => marshall({ recording_sid: recordingSid });

/** Reads the Recordings table with strong consistency, so a restriction takes effect at once. */
export const dynamoDbRecordingCatalog = (options: DynamoDbRecordingCatalogOptions): RecordingCatalog => ({
  find: async (recordingSid, signal) => {
    const item = await readCatalogItemOf(options, recordingSid, signal);
    if (!item.ok) return item;
    return item.value ? catalogEntryFrom(recordingSid, item.value) : ok(undefined);
  },
});

/**
 * Reads an item for a person: its readable facts, and the names of its unreadable attributes. Returns undefined when there
 * is no item. Fails like `RecordingCatalog`, except that an unreadable item is not a failure.
 */
export const inspectCatalogItem = async (
  options: DynamoDbRecordingCatalogOptions,
  recordingSid: RecordingSid,
): Promise<Result<ReadCatalogItem | undefined, Failure>> => {
  const item = await readCatalogItemOf(options, recordingSid);
  return item.ok ? ok(item.value && readCatalogItem(recordingSid, item.value)) : item;
};

/** Reads the stored item of a recording, strongly consistent. Fails like `RecordingCatalog`. */
export const readCatalogItemOf = async (
  { client, table }: DynamoDbRecordingCatalogOptions,
  recordingSid: RecordingSid,
  signal?: AbortSignal,
): Promise<Result<PlainItem | undefined, Failure>> => {
  try {
    const { Item } = await client.getItem(
      { TableName: table, Key: keyOf(recordingSid), ConsistentRead: true },
      signal && { abortSignal: signal },
    );
    return ok(Item && plainItem(Item));
  } catch (error) {
    return err(awsFailure('catalog', error));
  }
};

/**
 * Writes the Recordings table by updates only. Removes the facts that the company clears.
 * @param onWritten called with each recording whose entry an update was written to, also if it changed nothing there
 */
export const dynamoDbCatalogWriter = (
  { client, table }: DynamoDbRecordingCatalogOptions,
  onWritten: (recordingSid: RecordingSid) => void = () => {},
): CatalogWriter => {
  const write = async (
    recordingSid: RecordingSid,
    { values, ...expressions }: CatalogWrite,
  ): Promise<CatalogChange> => {
    try {
      await client.updateItem({
        TableName: table,
        Key: keyOf(recordingSid),
        ...expressions,
        // DynamoDB refuses an empty map.
        ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: marshall(values) }),
      });
      return 'changed';
    } catch (error) {
      if (isConditionFailed(error)) return 'unchanged';
      throw error;
    }
  };
  /** Waits for all writes: a callback that failed must not go on writing after its answer. */
  const all = async (writes: readonly Promise<CatalogChange>[]): Promise<Result<CatalogChange, Failure>> => {
    const results = await Promise.allSettled(writes);
    const failed = results.find(result => result.status === 'rejected');
    if (failed) return err(awsFailure('catalog', failed.reason));
    return ok(overallChange(results.flatMap(result => (result.status === 'fulfilled' ? [result.value] : []))));
  };
  const parts: CatalogParts = {
    write: update => {
      const { recordingSid, taskReports } = update;
      onWritten(recordingSid);
      const writes = catalogWrites(update).map(one => write(recordingSid, one));
      if (taskReports) writes.push(addTaskReports({ client, table }, recordingSid, taskReports));
      return all(writes);
    },
    join: async (sid, members) => {
      try {
        return ok(await joinMembers({ client, table }, sid, members));
      } catch (error) {
        return err(awsFailure('catalog', error));
      }
    },
  };
  return { apply: update => storeUpdate(parts, update) };
};
