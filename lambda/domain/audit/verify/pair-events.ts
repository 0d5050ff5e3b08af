import { joinSorted } from '../chain/sorted-streams.ts';
import { compareItems, keyText, type StoredItemKey } from '../chain/stored-item.ts';

/** One event in the archive and in the table; one of them is absent if only the other has it. */
export interface EventPair<A, T> {
  readonly archived?: A;
  readonly stored?: T;
}

interface Archived {
  readonly item: StoredItemKey;
  /** It follows the previous event in the order of the trail: it is neither late nor in a file that is not in order. */
  readonly inOrder: boolean;
}

/**
 * Pairs the events of consecutive windows with the items of the same time in the table, each exactly once.
 *
 * `archived`: the windows' files in order, each file's lines in order. Late events belong to earlier windows, so they are
 * not in this order; neither are the lines of a file that is not in order. These events, and items without an event, wait
 * in memory for their partner. So memory grows with their number, not with the number of all events. Events and items
 * without a partner come at the end.
 */
export async function* pairEvents<A extends Archived, T extends StoredItemKey>(
  archived: AsyncIterable<A>,
  stored: AsyncIterable<T>,
): AsyncGenerator<EventPair<A, T>> {
  const eventsWithoutItem = new Map<string, A>();
  const findItemsWithoutEvent = new Map<string, T>();

  /** Removes the events that are not in order from the stream, and pairs them or lets them wait. */
  const pairsOutOfOrder: EventPair<A, T>[] = [];
  async function* ordered(): AsyncGenerator<A> {
    for await (const event of archived) {
      if (event.inOrder) {
        yield event;
        continue;
      }
      const key = keyText(event.item);
      const item = findItemsWithoutEvent.get(key);
      if (item) {
        findItemsWithoutEvent.delete(key);
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
    } else findItemsWithoutEvent.set(key, right);
  }
  yield* pairsOutOfOrder;
  for (const event of eventsWithoutItem.values()) yield { archived: event };
  for (const item of findItemsWithoutEvent.values()) yield { stored: item };
}
