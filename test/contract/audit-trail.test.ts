import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dynamoDbAuditTrail } from '../../lambda/adapters/dynamodb/dynamodb-audit-trail.ts';
import { compareItems, type StoredItem } from '../../lambda/domain/audit/chain/stored-item.ts';
import { StreamFailure } from '../../lambda/domain/audit/chain/stream-failure.ts';
import type { ComparableTrail } from '../../lambda/domain/audit/verify/ports.ts';
import { memoryTrail } from '../fakes/memory-trail.ts';
import { all, itemAt } from '../support/audit-events.ts';
import { type AuditTable, startAuditTable } from '../support/audit-table.ts';

let table: AuditTable;
beforeAll(async () => {
  table = await startAuditTable();
});
afterAll(() => table.close());

const dynamo = () => dynamoDbAuditTrail({ client: table.client, table: table.table });
const memory = memoryTrail();

const IMPLEMENTATIONS: [string, { trail: () => ComparableTrail; put: (...items: StoredItem[]) => Promise<void> }][] = [
  ['DynamoDB', { trail: dynamo, put: async (...items) => table.put(...items) }],
  ['memory', { trail: () => memory, put: async (...items) => memory.put(...items) }],
];

const keysOf = (items: readonly { readonly event_key: string }[]) => items.map(item => item.event_key);

describe.each(IMPLEMENTATIONS)('the audit trail in %s', (_, { trail, put }) => {
  const day = (time: string) => `2026-03-10T${time}`;

  test('gives the items of a range in the order of time, across shards and midnight, its end exclusive', async () => {
    const times = ['2026-03-09T23:59:59.999Z', ...Array.from({ length: 20 }, (_, i) => day(`00:00:00.0${i + 10}Z`))];
    const items = times.map(time => itemAt(time));
    const [before, end] = [itemAt('2026-03-09T23:59:59.998Z'), itemAt(day('00:00:01.000Z'))];
    await put(...[...items].reverse(), before, end);
    const range = { from: '2026-03-09T23:59:59.999Z', to: day('00:00:01.000Z') };
    expect(await all(trail().between(range))).toEqual(items);
    expect(keysOf(await all(trail().keysBetween(range)))).toEqual(keysOf(items));
    expect(await trail().countBetween(range)).toEqual({ ok: true, value: items.length });
  });

  test('gives an item in one of two ranges that meet, even when its key is the bare time at which they do', async () => {
    const between = '2026-04-10T08:30:00.000Z';
    const bare = { ...itemAt(between), event_key: between };
    const [before, after] = [itemAt('2026-04-10T08:29:59.999Z'), itemAt(between)];
    await put(before, bare, after);
    const ranges = [
      { from: '2026-04-10T08:15:00.000Z', to: between },
      { from: between, to: '2026-04-10T08:45:00.000Z' },
    ] as const;
    expect(await all(trail().between(ranges[0]))).toEqual([before]);
    expect(await all(trail().between(ranges[1]))).toEqual([bare, after]);
    expect(keysOf(await all(trail().keysBetween(ranges[0])))).toEqual([before.event_key]);
    expect(await trail().countBetween(ranges[0])).toEqual({ ok: true, value: 1 });
  });

  test('gives keys in the order of their code points, as no event id has them', async () => {
    const time = '2026-06-10T08:30:00.000Z';
    const shard = { day_shard: '2026-06-10#0' };
    const items = ['~', '\uffff', '\u{1f3a7}', '\u{1f3a7}a'].map(id => ({
      ...itemAt(time, shard),
      event_key: `${time}#${id}`,
    }));
    await put(...[...items].reverse());
    const range = { from: time, to: '2026-06-10T08:30:00.001Z' };
    expect(keysOf(await all(trail().between(range)))).toEqual(keysOf(items));
  });

  test('gives nothing where there is nothing', async () => {
    expect(await all(trail().between({ from: '2001-01-01T00:00:00.000Z', to: '2001-01-03T00:00:00.000Z' }))).toEqual(
      [],
    );
  });

  test('gives nothing of a range that ends where it begins', async () => {
    const time = day('11:00:00.000Z');
    await put(itemAt(time));
    const range = { from: time, to: time };
    expect(await all(trail().between(range))).toEqual([]);
    expect(await trail().countBetween(range)).toEqual({ ok: true, value: 0 });
  });

  test('finds one item by its key, and no other', async () => {
    const item = itemAt(day('12:00:00.000Z'));
    await put(item);
    expect(await trail().find(item)).toEqual({ ok: true, value: item });
    expect(await trail().find({ ...item, event_key: `${item.event_key}0` })).toEqual({ ok: true, value: undefined });
  });

  test('finds and lists items that the index by day does not show, and does not give them by time', async () => {
    const { day_shard: _, ...hidden } = itemAt('2026-05-05T12:00:00.000Z');
    await put(hidden as StoredItem);
    expect(await all(trail().between({ from: '2026-05-05T00:00:00.000Z', to: '2026-05-06T00:00:00.000Z' }))).toEqual(
      [],
    );
    expect(await trail().find(hidden as StoredItem)).toEqual({ ok: true, value: hidden });
    expect(keysOf(await all(trail().everyKey()))).toContain(hidden.event_key);
  });
});

describe('the audit trail in DynamoDB', () => {
  test('pages through thousands of items, each exactly once', async () => {
    const from = Date.parse('2026-07-01T00:00:00.000Z');
    const items = Array.from({ length: 4_000 }, (_, index) => itemAt(new Date(from + index * 20_000).toISOString()));
    await table.putMany(items);
    const range = { from: '2026-07-01T00:00:00.000Z', to: '2026-07-02T00:00:00.000Z' };
    const read = await all(dynamo().between(range));
    expect(keysOf(read)).toEqual(keysOf([...items].sort(compareItems)));
    expect(await dynamo().countBetween(range)).toEqual({ ok: true, value: items.length });
  });

  test('reads one recording and one worker by themselves, within the range', async () => {
    const mine = { worker_sid: `WK${'7'.repeat(32)}`, recording_sid: `RE${'7'.repeat(32)}` };
    const items = ['10', '11', '12'].map(hour => itemAt(`2026-08-01T${hour}:00:00.000Z`, mine));
    await table.put(...items, itemAt('2026-08-01T11:00:00.000Z'));
    const range = { from: '2026-08-01T10:30:00.000Z', to: '2026-08-01T23:00:00.000Z' };
    expect(await all(dynamo().ofRecording(mine.recording_sid, range))).toEqual(items.slice(1));
    expect(await all(dynamo().ofWorker(mine.worker_sid, range))).toEqual(items.slice(1));
  });

  test('keeps only what the filters say, whichever of their attributes says it', async () => {
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
    expect(await all(dynamo().between(range, filters))).toEqual([named, encoded].sort(compareItems));
  });

  test('breaks off with the reason when DynamoDB keeps throttling, and gets over a throttle that passes', async () => {
    const range = { from: '2026-03-10T00:00:00.000Z', to: '2026-03-11T00:00:00.000Z' };
    const throttle = { status: 400, error: 'ProvisionedThroughputExceededException' };
    table.server.failNext('Query', throttle, 1);
    expect((await all(dynamo().between(range))).length).toBeGreaterThan(0);
    table.server.failNext('Query', throttle, 100);
    const reading = all(dynamo().between(range));
    await expect(reading).rejects.toBeInstanceOf(StreamFailure);
    await expect(reading).rejects.toMatchObject({ failure: { code: 'unavailable', reason: 'audit_throttled' } });
    expect(await dynamo().countBetween(range)).toMatchObject({ ok: false, error: { reason: 'audit_throttled' } });
    table.server.clear();
  });

  test('tells values of different types apart that look alike', async () => {
    const key = { recording_sid: { S: `RE${'9'.repeat(32)}` } };
    const variants = [
      { L: [{ S: 'a' }] },
      { SS: ['a'] },
      { S: '["a"]' },
      { N: '12345678901234567890' },
      { NULL: true },
      { M: { $SS: { L: [{ S: 'a' }] } } },
    ];
    const { PutItemCommand } = await import('@aws-sdk/client-dynamodb');
    for (const [index, roles] of variants.entries()) {
      await table.client.send(
        new PutItemCommand({ TableName: table.table, Item: { ...key, event_key: { S: `${index}` }, roles } }),
      );
    }
    const found = await all(dynamo().ofRecording(key.recording_sid.S, { from: '0', to: '9' }));
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
