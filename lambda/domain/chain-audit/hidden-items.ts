import { dayShard } from '../audit-event.ts';
import { instantOfKey, parseEventKey } from '../digest-chain/event-key.ts';
import type { TimeRange } from '../digest-chain/ports.ts';
import { type Finding, itemSubject } from './finding.ts';
import type { ComparableTrail } from './ports.ts';

/**
 * Looks through the whole table for items that the `by-day` index does not show where they belong: their key is no
 * time, or their `day_shard` is missing or another one. Neither the digest writer nor a comparison by time meets them,
 * but a query by recording does. Those outside the range are left to the audit of their own time.
 */
export async function* hiddenItems(
  trail: ComparableTrail,
  range: TimeRange,
  onItem: () => void,
): AsyncGenerator<Finding> {
  for await (const item of trail.everyKey()) {
    onItem();
    const isTime = instantOfKey(item.event_key) !== undefined;
    if (isTime && (item.event_key < range.from || item.event_key >= range.to)) continue;
    const parts = parseEventKey(item.event_key);
    if (parts && item['day_shard'] === dayShard(parts.occurredAt, parts.eventId)) continue;
    yield {
      kind: 'inserted',
      subject: itemSubject(item),
      detail: 'Its key or its day_shard hides it from every query by day: this product did not write it so.',
    };
  }
}
