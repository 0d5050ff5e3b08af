import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dynamoDbAuditTrail } from '../../lambda/adapters/dynamodb/dynamodb-audit-trail.ts';
import type { StoredItem } from '../../lambda/domain/audit/chain/stored-item.ts';
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

/** An implementation of the port, and how it is filled and made to fail. */
interface TrailUnderTest {
  readonly trail: () => ComparableTrail;
  readonly put: (...items: StoredItem[]) => Promise<void>;
  readonly throttle: () => void;
  readonly recover: () => void;
}
const THROTTLE = { status: 400, error: 'ProvisionedThroughputExceededException' };
const IMPLEMENTATIONS: [string, TrailUnderTest][] = [
  [
    'DynamoDB',
    {
      trail: dynamo,
      put: async (...items) => table.put(...items),
      throttle: () => table.server.failNext('Query', THROTTLE, 100),
      recover: () => table.server.clear(),
    },
  ],
  [
    'memory',
    {
      trail: () => memory,
      put: async (...items) => memory.put(...items),
      throttle: () => memory.breakAfter(0),
      recover: () => {},
    },
  ],
];

const keysOf = (items: readonly { readonly event_key: string }[]) => items.map(item => item.event_key);

describe.each(IMPLEMENTATIONS)('the audit trail in %s', (_, { trail, put, throttle, recover }) => {
  const day = (time: string) => `2026-03-10T${time}`;

  test('returns the items of a range in the order of time, across shards and midnight, without its end', async () => {
    const times = ['2026-03-09T23:59:59.999Z', ...Array.from({ length: 20 }, (_, i) => day(`00:00:00.0${i + 10}Z`))];
    const items = times.map(time => itemAt(time));
    const [before, end] = [itemAt('2026-03-09T23:59:59.998Z'), itemAt(day('00:00:01.000Z'))];
    await put(...[...items].reverse(), before, end);
    const range = { from: '2026-03-09T23:59:59.999Z', to: day('00:00:01.000Z') };
    expect(await all(trail().readBetween(range))).toEqual(items);
    const keys = items.map(({ recording_sid, event_key }) => ({ recording_sid, event_key }));
    expect(await all(trail().readKeysBetween(range))).toEqual(keys);
    expect(await trail().countBetween(range)).toEqual({ ok: true, value: items.length });
  });

  test('returns an item in only one of two adjacent ranges, even if its key is the time between them', async () => {
    const between = '2026-04-10T08:30:00.000Z';
    const bare = { ...itemAt(between), event_key: between };
    const [before, after] = [itemAt('2026-04-10T08:29:59.999Z'), itemAt(between)];
    await put(before, bare, after);
    const ranges = [
      { from: '2026-04-10T08:15:00.000Z', to: between },
      { from: between, to: '2026-04-10T08:45:00.000Z' },
    ] as const;
    expect(await all(trail().readBetween(ranges[0]))).toEqual([before]);
    expect(await all(trail().readBetween(ranges[1]))).toEqual([bare, after]);
    expect(keysOf(await all(trail().readKeysBetween(ranges[0])))).toEqual([before.event_key]);
    expect(await trail().countBetween(ranges[0])).toEqual({ ok: true, value: 1 });
  });

  test('returns keys in the order of their code points, also characters that no event id has', async () => {
    const time = '2026-06-10T08:30:00.000Z';
    const shard = { day_shard: '2026-06-10#0' };
    const items = ['~', '\uffff', '\u{1f3a7}', '\u{1f3a7}a'].map(id => ({
      ...itemAt(time, shard),
      event_key: `${time}#${id}`,
    }));
    await put(...[...items].reverse());
    const range = { from: time, to: '2026-06-10T08:30:00.001Z' };
    expect(keysOf(await all(trail().readBetween(range)))).toEqual(keysOf(items));
  });

  test('returns nothing for a range without items', async () => {
    expect(
      await all(trail().readBetween({ from: '2001-01-01T00:00:00.000Z', to: '2001-01-03T00:00:00.000Z' })),
    ).toEqual([]);
  });

  test('returns nothing for an empty range', async () => {
    const time = day('11:00:00.000Z');
    await put(itemAt(time));
    const range = { from: time, to: time };
    expect(await all(trail().readBetween(range))).toEqual([]);
    expect(await trail().countBetween(range)).toEqual({ ok: true, value: 0 });
  });

  test('finds only the item with the given key', async () => {
    const item = itemAt(day('12:00:00.000Z'));
    await put(item);
    expect(await trail().find(item)).toEqual({ ok: true, value: item });
    expect(await trail().find({ ...item, event_key: `${item.event_key}0` })).toEqual({ ok: true, value: undefined });
  });

  test('finds and lists items that the by-day index does not show, but does not return them by time', async () => {
    const { day_shard: _, ...hidden } = itemAt('2026-05-05T12:00:00.000Z');
    await put(hidden as StoredItem);
    expect(
      await all(trail().readBetween({ from: '2026-05-05T00:00:00.000Z', to: '2026-05-06T00:00:00.000Z' })),
    ).toEqual([]);
    expect(await trail().find(hidden as StoredItem)).toEqual({ ok: true, value: hidden });
    const { recording_sid, event_key } = hidden;
    expect(await all(trail().readAllKeys())).toContainEqual({ recording_sid, event_key });
  });

  test('lists the key and the shard of an item', async () => {
    const item = itemAt('2026-05-06T12:00:00.000Z');
    await put(item);
    const { recording_sid, event_key, day_shard } = item;
    expect(await all(trail().readAllKeys())).toContainEqual({ recording_sid, event_key, day_shard });
  });

  test('fails with the reason when reads are throttled', async () => {
    const item = itemAt('2026-05-07T12:00:00.000Z');
    await put(item);
    const range = { from: '2026-05-07T00:00:00.000Z', to: '2026-05-08T00:00:00.000Z' };
    const failure = { code: 'unavailable', reason: 'audit_throttled' };
    const during = async <T>(read: () => Promise<T>): Promise<T> => {
      throttle();
      return read().finally(recover);
    };
    await expect(during(() => all(trail().readBetween(range)))).rejects.toMatchObject({
      name: 'StreamFailure',
      failure,
    });
    await expect(during(() => all(trail().readKeysBetween(range)))).rejects.toMatchObject({ failure });
    expect(await during(() => trail().countBetween(range))).toMatchObject({ ok: false, error: failure });
    expect(await all(trail().readBetween(range))).toEqual([item]);
  });
});
