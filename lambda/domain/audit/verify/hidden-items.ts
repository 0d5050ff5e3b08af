import { instantOfKey, parseEventKey } from '../chain/event-key.ts';
import type { TimeRange } from '../chain/ports.ts';
import type { StoredItemKey } from '../chain/stored-item.ts';
import { dayShard } from '../events/audit-event.ts';
import { type Finding, itemSubject } from './finding.ts';
import type { ComparableTrail } from './ports.ts';

export interface HiddenItemsOptions {
  readonly trail: ComparableTrail;
  /** What is compared by time. */
  readonly range: TimeRange;
  /** `range` begins with the chain: what lies before is in no digest. */
  readonly reachesBeginning: boolean;
  /** ISO 8601; from here on an item lies in the future. Undefined when nobody asked that far. */
  readonly future: string | undefined;
  readonly onItem: () => void;
}

/**
 * Looks through the whole table for items that a comparison by time does not meet, but a query by recording shows: their
 * key is no event key, or their `day_shard` is missing or another one, so that the `by-day` index does not show them
 * where they belong; or they lie before the chain, or in the future. Those of other times are left to the audit of
 * their own time. Throws `StreamFailure`.
 */
export async function* hiddenItems(options: HiddenItemsOptions): AsyncGenerator<Finding> {
  for await (const item of options.trail.everyKey()) {
    options.onItem();
    const detail = objection(item, options);
    if (detail) yield { kind: 'inserted', subject: itemSubject(item), detail };
  }
}

const objection = (
  item: StoredItemKey & { readonly [attribute: string]: unknown },
  { range, reachesBeginning, future = '~' }: HiddenItemsOptions,
): string | undefined => {
  const { event_key: key } = item;
  if (instantOfKey(key) !== undefined) {
    if (key < range.from)
      return reachesBeginning ? 'It lies before the chain’s first digest: no digest covers it.' : undefined;
    if (key >= future) return 'Its time lies in the future.';
    if (key >= range.to) return undefined;
  }
  const parts = parseEventKey(key);
  return parts && item['day_shard'] === dayShard(parts.occurredAt, parts.eventId)
    ? undefined
    : 'Its key or its day_shard hides it from every query by day: this product did not write it so.';
};
