import type { TimeRange } from '../../lambda/domain/audit/chain/ports.ts';
import { compareItems, keyText, type StoredItem } from '../../lambda/domain/audit/chain/stored-item.ts';
import { catchStreamFailure, StreamFailure } from '../../lambda/domain/audit/chain/stream-failure.ts';
import type { ComparableTrail } from '../../lambda/domain/audit/verify/ports.ts';
import { ok } from '../../lambda/domain/shared/result.ts';

/** An audit table in memory. Its index by day hides the same items as the real one, and a test can interrupt a read. */
export interface MemoryTrail extends ComparableTrail {
  put(...items: StoredItem[]): void;
  edit(item: StoredItem, changes: Record<string, string>): void;
  delete(item: StoredItem): void;
  /** The next read fails after this number of items, as when DynamoDB throttles it. */
  breakAfter(items: number): void;
}

/** The index by day contains an item if its `day_shard` is one of the shards of these days, whatever its key is. */
const isInShardOf = ({ from, to }: TimeRange, dayShard: string): boolean => {
  const [day = '', shard = ''] = dayShard.split('#');
  return from.slice(0, 10) <= day && day <= to.slice(0, 10) && /^[0-7]$/.test(shard);
};

export const memoryTrail = (): MemoryTrail => {
  const items = new Map<string, StoredItem>();
  let breaksAfter: number | undefined;
  async function* readBetween({ from, to }: TimeRange): AsyncGenerator<StoredItem> {
    const indexed = [...items.values()].filter(
      item => from <= item.event_key && item.event_key < to && isInShardOf({ from, to }, String(item['day_shard'])),
    );
    const limit = breaksAfter;
    breaksAfter = undefined;
    for (const [index, item] of indexed.sort(compareItems).entries()) {
      if (index === limit) throw new StreamFailure({ code: 'unavailable', reason: 'audit_throttled' });
      yield item;
    }
  }
  return {
    readBetween,
    readKeysBetween: async function* (range) {
      for await (const { recording_sid, event_key } of readBetween(range)) yield { recording_sid, event_key };
    },
    countBetween: range =>
      catchStreamFailure(async () => {
        let count = 0;
        for await (const _ of readBetween(range)) count++;
        return ok(count);
      }),
    find: async key => ok(items.get(keyText(key))),
    readAllKeys: async function* () {
      for (const { recording_sid, event_key, day_shard } of items.values()) {
        yield { recording_sid, event_key, ...(day_shard !== undefined && { day_shard }) };
      }
    },
    put: (...added) => {
      for (const item of added) items.set(keyText(item), item);
    },
    edit: (item, changes) => void items.set(keyText(item), { ...item, ...changes }),
    delete: item => void items.delete(keyText(item)),
    breakAfter: count => {
      breaksAfter = count;
    },
  };
};
