import { type AuditItemKey, compareItems, keyText } from '../digest-chain/audit-item.ts';
import { joinSorted } from '../digest-chain/sorted-streams.ts';

/** One event as the archive and the table have it; one side is missing when only the other has it. */
export interface EventPair<A, T> {
  readonly archived?: A;
  readonly stored?: T;
}

interface Archived {
  readonly item: AuditItemKey;
  readonly late: boolean;
}

/**
 * Pairs the events of consecutive windows with the items of the same time in the table, each exactly once.
 *
 * `archived`: the windows' files in order, each file's lines in order. Its late arrivals belong to earlier windows, out
 * of the order of the rest: they and the items that they may belong to wait for each other in memory, so that memory
 * grows with the number of late arrivals and of differences, not of events. What found no partner comes at the end.
 */
export async function* pairEvents<A extends Archived, T extends AuditItemKey>(
  archived: AsyncIterable<A>,
  stored: AsyncIterable<T>,
): AsyncGenerator<EventPair<A, T>> {
  const lateWithoutItem = new Map<string, A>();
  const itemsWithoutEvent = new Map<string, T>();

  /** Lets late arrivals out of the ordered stream, to their partner or to wait for it. */
  const pairsOfLate: EventPair<A, T>[] = [];
  async function* onTime(): AsyncGenerator<A> {
    for await (const event of archived) {
      if (!event.late) {
        yield event;
        continue;
      }
      const key = keyText(event.item);
      const item = itemsWithoutEvent.get(key);
      if (item) {
        itemsWithoutEvent.delete(key);
        pairsOfLate.push({ archived: event, stored: item });
      } else lateWithoutItem.set(key, event);
    }
  }

  for await (const { left, right } of joinSorted(onTime(), stored, (a, b) => compareItems(a.item, b))) {
    yield* pairsOfLate.splice(0);
    if (left || !right) {
      yield { ...(left && { archived: left }), ...(right && { stored: right }) };
      continue;
    }
    const key = keyText(right);
    const late = lateWithoutItem.get(key);
    if (late) {
      lateWithoutItem.delete(key);
      yield { archived: late, stored: right };
    } else itemsWithoutEvent.set(key, right);
  }
  yield* pairsOfLate;
  for (const event of lateWithoutItem.values()) yield { archived: event };
  for (const item of itemsWithoutEvent.values()) yield { stored: item };
}
