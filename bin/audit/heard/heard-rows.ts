import type { TimeRange } from '../../../lambda/domain/audit/chain/ports.ts';
import type { StoredItem } from '../../../lambda/domain/audit/chain/stored-item.ts';
import type { HeardLink } from '../../../lambda/domain/heard/heard-link.ts';
import { HeardLinks } from '../../../lambda/domain/heard/heard-links.ts';
import { earliest, LAST_TIME } from '../queries/time-option.ts';

/** A link lives twelve hours at most, and S3 delivers its access log within a day or two. */
const HEARD_AFTER_MS = 60 * 3_600_000;

/** Returns the period to read for the links of a period: what was heard is recorded after the link was asked for. */
export const withHeardAfter = (range: TimeRange, { heard }: { readonly heard?: boolean }): TimeRange =>
  heard && range.from < range.to
    ? { ...range, to: earliest(new Date(Date.parse(range.to) + HEARD_AFTER_MS), LAST_TIME).toISOString() }
    : range;

/**
 * Yields the links that were asked for in a period, oldest first, after all events were read. Without a period, yields the
 * link of each event as it is then, so that a link occurs again when something happens to it.
 */
export async function* heardRows(events: AsyncIterable<StoredItem>, asked?: TimeRange): AsyncGenerator<HeardLink> {
  const links = new HeardLinks();
  for await (const event of events) {
    const linkEventId = links.take(event);
    const link = asked || linkEventId === undefined ? undefined : links.find(linkEventId, new Date());
    if (link) yield link;
  }
  if (!asked) return;
  for (const link of links.list(new Date())) if (link.askedAt >= asked.from && link.askedAt < asked.to) yield link;
}
