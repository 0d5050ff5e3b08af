import { DynamoDB, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, test } from 'vitest';
import {
  dynamoDbRecordingCatalog,
  inspectCatalogItem,
} from '../../../../../lambda/adapters/dynamodb/dynamodb-recording-catalog.ts';
import type { RecordingSid } from '../../../../../lambda/domain/shared/recording-sid.ts';

const recordingSid = `RE${'1'.repeat(32)}` as RecordingSid;
const client = new DynamoDB({ region: 'us-east-1' });
const table = 'Recordings';

/** A table that answers eventually consistent reads without the restriction. */
const dynamoDb = mockClient(client);
dynamoDb.on(GetItemCommand).resolves({ Item: { restricted: { BOOL: false } } });
dynamoDb.on(GetItemCommand, { ConsistentRead: true }).resolves({ Item: { restricted: { BOOL: true } } });
afterEach(() => dynamoDb.resetHistory());

describe('a restriction applies from the next request on', () => {
  test('for plays, because the catalog is read consistently', async () => {
    const found = await dynamoDbRecordingCatalog({ client, table }).find(recordingSid);
    expect(found).toEqual({ ok: true, value: { recordingSid, restricted: true } });
  });

  test('for catalog show', async () => {
    const shown = await inspectCatalogItem({ client, table }, recordingSid);
    expect(shown).toMatchObject({ value: { entry: { restricted: true } } });
  });
});
