import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { CatalogChange } from '../../domain/catalog/catalog-update.ts';
import type { CatalogWriter, RecordingCatalog } from '../../domain/playback/ports.ts';
import type { Failure } from '../../domain/shared/failure.ts';
import type { RecordingSid } from '../../domain/shared/recording-sid.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import { awsFailure } from '../aws/aws-failure.ts';
import { catalogEntryFrom, type ReadCatalogItem, readCatalogItem } from './catalog-item.ts';
import { type CatalogWrite, catalogWrites } from './catalog-write.ts';
import { type PlainItem, plainItem } from './plain-item.ts';

export interface DynamoDbRecordingCatalogOptions {
  readonly client: DynamoDBClient;
  readonly table: string;
}

const keyOf = (recordingSid: RecordingSid) => marshall({ recording_sid: recordingSid });

/** Reads the Recordings table. Strongly consistent: a recording is restricted from the moment that someone said so. */
export const dynamoDbRecordingCatalog = (options: DynamoDbRecordingCatalogOptions): RecordingCatalog => ({
  find: async recordingSid => {
    const item = await itemOf(options, recordingSid);
    if (!item.ok) return item;
    return item.value ? catalogEntryFrom(recordingSid, item.value) : ok(undefined);
  },
});

/**
 * Shows a person what can be read of an item, and what cannot; undefined when there is none. Fails like
 * `RecordingCatalog`, except that an item that cannot be read is no failure.
 */
export const inspectCatalogItem = async (
  options: DynamoDbRecordingCatalogOptions,
  recordingSid: RecordingSid,
): Promise<Result<ReadCatalogItem | undefined, Failure>> => {
  const item = await itemOf(options, recordingSid);
  return item.ok ? ok(item.value && readCatalogItem(recordingSid, item.value)) : item;
};

const itemOf = async (
  { client, table }: DynamoDbRecordingCatalogOptions,
  recordingSid: RecordingSid,
): Promise<Result<PlainItem | undefined, Failure>> => {
  try {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: table, Key: keyOf(recordingSid), ConsistentRead: true }),
    );
    return ok(Item && plainItem(Item));
  } catch (error) {
    return err(awsFailure('catalog', error));
  }
};

/** Writes the Recordings table by conditional updates alone; it reads nothing, and removes what the company clears. */
export const dynamoDbCatalogWriter = ({ client, table }: DynamoDbRecordingCatalogOptions): CatalogWriter => {
  const write = async (
    recordingSid: RecordingSid,
    { values, ...expressions }: CatalogWrite,
  ): Promise<Result<CatalogChange, Failure>> => {
    try {
      await client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: keyOf(recordingSid),
          ...expressions,
          // DynamoDB refuses an empty one.
          ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: marshall(values) }),
        }),
      );
      return ok('changed');
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return ok('unchanged');
      return err(awsFailure('catalog', error));
    }
  };
  return {
    apply: async update => {
      const results = await Promise.all(catalogWrites(update).map(one => write(update.recordingSid, one)));
      const failed = results.find(result => !result.ok);
      if (failed) return failed;
      return ok(results.some(result => result.ok && result.value === 'changed') ? 'changed' : 'unchanged');
    },
  };
};
