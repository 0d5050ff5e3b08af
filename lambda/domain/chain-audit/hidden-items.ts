import { dayShard } from '../audit-event.ts';
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
    const [occurredAt = '', eventId = ''] = item.event_key.split('#');
    const isEventId = /^[0-9a-f-]{36}$/.test(eventId);
    const isTime = !Number.isNaN(Date.parse(occurredAt)) && occurredAt.length === 24;
    if (isTime && (item.event_key < range.from || item.event_key >= range.to)) continue;
    if (isTime && isEventId && item['day_shard'] === dayShard(occurredAt, eventId)) continue;
    yield {
      kind: 'inserted',
      subject: itemSubject(item),
      detail: 'Its key or its day_shard hides it from every query by day: this product did not write it so.',
    };
  }
}
