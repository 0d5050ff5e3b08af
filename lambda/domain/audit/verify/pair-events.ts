import { joinSorted } from '../chain/sorted-streams.ts';
import { compareItems, keyText, type StoredItemKey } from '../chain/stored-item.ts';

/** One event as the archive and the table have it; one side is missing when only the other has it. */
export interface EventPair<A, T> {
  readonly archived?: A;
  readonly stored?: T;
}

interface Archived {
  readonly item: StoredItemKey;
  /** It follows the one before it in the order of the trail: neither a late arrival nor of a file in disorder. */
  readonly inOrder: boolean;
}

/**
 * Pairs the events of consecutive windows with the items of the same time in the table, each exactly once.
 *
 * `archived`: the windows' files in order, each file's lines in order. Late arrivals belong to earlier windows, out of the
 * order of the rest, as do the lines of a file in disorder: they and the items that they may belong to wait for each
 * other in memory, so that memory grows with the number of these and of differences, not of events. What found no partner
 * comes at the end.
 */
export async function* pairEvents<A extends Archived, T extends StoredItemKey>(
  archived: AsyncIterable<A>,
  stored: AsyncIterable<T>,
): AsyncGenerator<EventPair<A, T>> {
  const eventsWithoutItem = new Map<string, A>();
  const itemsWithoutEvent = new Map<string, T>();

  /** Lets what is out of order out of the ordered stream, to its partner or to wait for it. */
  const pairsOutOfOrder: EventPair<A, T>[] = [];
  async function* ordered(): AsyncGenerator<A> {
    for await (const event of archived) {
      if (event.inOrder) {
        yield event;
        continue;
      }
      const key = keyText(event.item);
      const item = itemsWithoutEvent.get(key);
      if (item) {
        itemsWithoutEvent.delete(key);
        pairsOutOfOrder.push({ archived: event, stored: item });
      } else eventsWithoutItem.set(key, event);
    }
  }

  for await (const { left, right } of joinSorted(ordered(), stored, (a, b) => compareItems(a.item, b))) {
    yield* pairsOutOfOrder.splice(0);
    if (left || !right) {
      yield { ...(left && { archived: left }), ...(right && { stored: right }) };
      continue;
    }
    const key = keyText(right);
    const event = eventsWithoutItem.get(key);
    if (event) {
      eventsWithoutItem.delete(key);
      yield { archived: event, stored: right };
    } else itemsWithoutEvent.set(key, right);
  }
  yield* pairsOutOfOrder;
  for (const event of eventsWithoutItem.values()) yield { archived: event };
  for (const item of itemsWithoutEvent.values()) yield { stored: item };
}
