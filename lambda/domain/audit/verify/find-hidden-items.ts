import { instantOfKey, parseEventKey } from '../chain/event-key.ts';
import type { TimeRange } from '../chain/ports.ts';
import type { StoredItemKey } from '../chain/stored-item.ts';
import { dayShard } from '../events/audit-event.ts';
import { itemFinding, type VerifiedStep } from './finding.ts';
import type { ComparableTrail } from './ports.ts';

export interface HiddenItemsOptions {
  readonly trail: ComparableTrail;
  /** The time that `compareTrail` compares. */
  readonly range: TimeRange;
  /** `range` begins with the chain, so no digest covers an item before it. */
  readonly reachesBeginning: boolean;
  /** ISO 8601. An item at this time or later is in the future. Undefined when the range ends earlier. */
  readonly future: string | undefined;
}

/**
 * Reads the whole table and yields each item, with a finding for every item that a query by recording returns but a
 * comparison by time does not: its key is not an event key; its `day_shard` is missing or wrong, so that the `by-day`
 * index hides it; or its time is before the chain or in the future. Skips items of a time outside the range that the
 * verification of that time can check. Throws `StreamFailure`.
 */
export async function* findHiddenItems(options: HiddenItemsOptions): AsyncGenerator<VerifiedStep<StoredItemKey>> {
  for await (const item of options.trail.readAllKeys()) {
    const detail = objection(item, options);
    yield {
      checked: item,
      findings: detail === undefined ? [] : [itemFinding('inserted', item, detail)],
    };
  }
}

const objection = (
  item: StoredItemKey & { readonly [attribute: string]: unknown },
  { range, reachesBeginning, future = '~' }: HiddenItemsOptions,
): string | undefined => {
  const { event_key: key } = item;
  if (instantOfKey(key) !== undefined) {
    if (key < range.from)
      return reachesBeginning ? 'Its time is before the first digest of the chain, so no digest covers it.' : undefined;
    if (key >= future) return 'Its time is in the future.';
    if (key >= range.to) return undefined;
  }
  const parts = parseEventKey(key);
  return parts && item['day_shard'] === dayShard(parts.occurredAt, parts.eventId)
    ? undefined
    : 'No query by day returns it, because its key or its day_shard is wrong. This product does not write such items.';
};
