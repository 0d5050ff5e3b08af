import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dynamoDbAuditTrail, type QueryableTrail } from '../../lambda/adapters/dynamodb/dynamodb-audit-trail.ts';
import { compareItems, type StoredItem } from '../../lambda/domain/audit/chain/stored-item.ts';
import { StreamFailure } from '../../lambda/domain/audit/chain/stream-failure.ts';
import { all, itemAt } from '../support/audit-events.ts';
import { type AuditTable, startAuditTable } from '../support/audit-table.ts';

let table: AuditTable;
beforeAll(async () => {
  table = await startAuditTable();
});
afterAll(() => table.close());

const dynamo = (): QueryableTrail => dynamoDbAuditTrail({ client: table.client, table: table.table });
const keysOf = (items: readonly { readonly event_key: string }[]) => items.map(item => item.event_key);

describe('the audit trail in DynamoDB', () => {
  test('reads thousands of items in pages, each exactly once', async () => {
    const from = Date.parse('2026-07-01T00:00:00.000Z');
    const items = Array.from({ length: 4_000 }, (_, index) => itemAt(new Date(from + index * 20_000).toISOString()));
    await table.putMany(items);
    const range = { from: '2026-07-01T00:00:00.000Z', to: '2026-07-02T00:00:00.000Z' };
    const read = await all(dynamo().readBetween(range));
    expect(keysOf(read)).toEqual(keysOf([...items].sort(compareItems)));
    expect(await dynamo().countBetween(range)).toEqual({ ok: true, value: items.length });
  });

  test('reads the events of one recording and of one worker within the range', async () => {
    const mine = { worker_sid: `WK${'7'.repeat(32)}`, recording_sid: `RE${'7'.repeat(32)}` };
    const items = ['10', '11', '12'].map(hour => itemAt(`2026-08-01T${hour}:00:00.000Z`, mine));
    await table.put(...items, itemAt('2026-08-01T11:00:00.000Z'));
    const range = { from: '2026-08-01T10:30:00.000Z', to: '2026-08-01T23:00:00.000Z' };
    expect(await all(dynamo().readByRecording(mine.recording_sid, range))).toEqual(items.slice(1));
    expect(await all(dynamo().readByWorker(mine.worker_sid, range))).toEqual(items.slice(1));
  });

  test('reads the events of one name under all workers within the range, and stores events without a name', async () => {
    const name = { realm_user_id: 'lee@example.com' };
    const { realm_user_id: _, ...nameless } = itemAt('2026-08-02T11:00:00.000Z');
    const items = ['1', '2', '3'].map(digit =>
      itemAt(`2026-08-02T1${digit}:00:00.000Z`, { ...name, worker_sid: `WK${digit.repeat(32)}` }),
    );
    await table.put(...items, itemAt('2026-08-02T11:00:00.000Z'), nameless as StoredItem);
    const range = { from: '2026-08-02T11:30:00.000Z', to: '2026-08-02T23:00:00.000Z' };
    expect(await all(dynamo().readByName('lee@example.com', range))).toEqual(items.slice(1));
  });

  test('yields only items that pass every filter, by any of its attributes', async () => {
    const time = '2026-09-01T10:00:00.000Z';
    const named = itemAt(time, { event: 'denied', realm_user_id: 'kim@example.com' });
    const encoded = itemAt(time, { event: 'denied', identity: 'kim@example.com' });
    const other = itemAt(time, { event: 'denied' });
    const issued = itemAt(time, { realm_user_id: 'kim@example.com' });
    await table.put(named, encoded, other, issued);
    const filters = [
      { anyOf: ['event'], equals: 'denied' },
      { anyOf: ['realm_user_id', 'identity'], equals: 'kim@example.com' },
    ];
    const range = { from: '2026-09-01T00:00:00.000Z', to: '2026-09-02T00:00:00.000Z' };
    expect(await all(dynamo().readBetween(range, filters))).toEqual([named, encoded].sort(compareItems));
  });

  test('retries after one throttle, and fails with the reason when DynamoDB continues to throttle', async () => {
    await table.put(itemAt('2026-03-10T12:00:00.000Z'));
    const range = { from: '2026-03-10T00:00:00.000Z', to: '2026-03-11T00:00:00.000Z' };
    const throttle = { status: 400, error: 'ProvisionedThroughputExceededException' };
    table.server.failNext('Query', throttle, 1);
    expect((await all(dynamo().readBetween(range))).length).toBeGreaterThan(0);
    table.server.failNext('Query', throttle, 100);
    const reading = all(dynamo().readBetween(range));
    await expect(reading).rejects.toBeInstanceOf(StreamFailure);
    await expect(reading).rejects.toMatchObject({ failure: { code: 'unavailable', reason: 'audit_throttled' } });
    expect(await dynamo().countBetween(range)).toMatchObject({ ok: false, error: { reason: 'audit_throttled' } });
    table.server.clear();
  });

  test('distinguishes values of different types that look alike', async () => {
    const key = { recording_sid: { S: `RE${'9'.repeat(32)}` } };
    const variants = [
      { L: [{ S: 'a' }] },
      { SS: ['a'] },
      { S: '["a"]' },
      { N: '12345678901234567890' },
      { NULL: true },
      { M: { $SS: { L: [{ S: 'a' }] } } },
    ];
    for (const [index, roles] of variants.entries()) {
      await table.client.send(
        new PutItemCommand({ TableName: table.table, Item: { ...key, event_key: { S: `${index}` }, roles } }),
      );
    }
    const found = await all(dynamo().readByRecording(key.recording_sid.S, { from: '0', to: '9' }));
    expect(found.map(item => item['roles'])).toEqual([
      ['a'],
      { $SS: ['a'] },
      '["a"]',
      { $N: '12345678901234567890' },
      null,
      { $$SS: ['a'] },
    ]);
  });
});
