import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { DynamoDbReads } from '../../lambda/adapters/aws/aws-calls.ts';
import { dynamoDbRecordingGroups } from '../../lambda/adapters/dynamodb/dynamodb-recording-groups.ts';
import type { RecordingGroups } from '../../lambda/domain/playback/ports.ts';
import { fail } from '../../lambda/domain/shared/failure.ts';
import type { GroupedBy } from '../../lambda/domain/shared/recording-group.ts';
import type { RecordingSid } from '../../lambda/domain/shared/recording-sid.ts';
import { ok } from '../../lambda/domain/shared/result.ts';
import { type CatalogTable, startCatalogTable } from '../support/catalog-table.ts';

let table: CatalogTable;
beforeAll(async () => {
  table = await startCatalogTable();
});
afterEach(() => fetch(`${table.endpoint.url}/__faults`, { method: 'DELETE' }));
afterAll(() => table.close());

const { signal } = new AbortController();
const sid = (digit: string) => `RE${digit.repeat(32)}` as RecordingSid;
const CALL = { by: 'call_sid', sid: `CA${'1'.repeat(32)}` } as const;

const breakNext = (operation: string, fault: string) =>
  fetch(`${table.endpoint.url}/__faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    // More often than the clients try.
    body: JSON.stringify({ service: 'dynamodb', operation, fault, count: 5 }),
  });

/** The adapter with each implementation of `DynamoDbReads`. */
const CLIENTS: readonly [string, () => RecordingGroups][] = [
  ['our signed requests', () => table.groups],
  ["the SDK's client", () => dynamoDbRecordingGroups({ client: table.client, table: table.table })],
];

describe.each(CLIENTS)('the recordings of a group, by %s,', (_client, groups) => {
  test.each<[GroupedBy, string]>([
    ['conference_sid', 'CF'],
    ['call_sid', 'CA'],
    ['task_sid', 'WT'],
  ])('are found by %s, in the order of their start, those of unknown start last', async (by, prefix) => {
    const group = { by, sid: prefix + '7'.repeat(32) };
    const other = { [by]: prefix + '8'.repeat(32) };
    await table.put({ recording_sid: sid('1'), [by]: group.sid });
    await table.put({ recording_sid: sid('2'), [by]: group.sid, started_at: '2026-11-24T09:00:00.000Z' });
    await table.put({ recording_sid: sid('3'), [by]: group.sid, started_at: '2026-11-24T08:00:00.000Z' });
    await table.put({ recording_sid: sid('4'), ...other });
    expect(await groups().list(group, signal)).toEqual(ok([sid('3'), sid('2'), sid('1')]));
  });

  test('are none for a group that the catalog does not know', async () => {
    expect(await groups().list({ by: 'task_sid', sid: `WT${'0'.repeat(32)}` }, signal)).toEqual(ok([]));
  });

  test('are read all at once, with what cannot be read as a denial, without those that have no entry', async () => {
    await table.put({ recording_sid: sid('5'), call_sid: CALL.sid, started_at: '2026-11-24T09:00:00.000Z' });
    await table.put({ recording_sid: sid('6'), call_sid: CALL.sid, restricted: 'true' });
    const read = await groups().read([sid('5'), sid('6'), sid('f')], signal);
    expect(read.ok && [...read.value].sort((a, b) => (a.recordingSid < b.recordingSid ? -1 : 1))).toEqual([
      {
        recordingSid: sid('5'),
        entry: ok({ recordingSid: sid('5'), callSid: CALL.sid, startedAt: new Date('2026-11-24T09:00:00.000Z') }),
      },
      { recordingSid: sid('6'), entry: fail('forbidden', 'catalog_item_malformed_restricted') },
    ]);
  });

  test.each([
    ['throttle', 'unavailable', 'catalog_throttled'],
    ['error', 'unavailable', 'catalog_failed'],
    ['reset', 'unavailable', 'catalog_unreachable'],
  ])('are not guessed after the fault %s', async (fault, code, reason) => {
    await breakNext('Query', fault);
    expect(await groups().list(CALL, signal)).toMatchObject({ ok: false, error: { code, reason } });
    await breakNext('BatchGetItem', fault);
    expect(await groups().read([sid('5')], signal)).toMatchObject({ ok: false, error: { code, reason } });
  });

  test('are not guessed when DynamoDB leaves one of them out', async () => {
    const client: DynamoDbReads = {
      query: async () => ({ Items: [] }),
      batchGetItem: async () => ({ Responses: {}, UnprocessedKeys: { [table.table]: { Keys: [] } } }),
    };
    const lacking = dynamoDbRecordingGroups({ client, table: table.table });
    expect(await lacking.read([sid('5')], signal)).toEqual(fail('unavailable', 'catalog_throttled'));
  });
});
