import { parseJson } from '../../shared/json-text.ts';
import { canonicalJson } from './canonical-json.ts';
import type { ItemValue, StoredItem } from './stored-item.ts';

/** The mark on a line whose event reached the table after its own window was closed. Not an attribute of the table. */
const LATE_MARK = 'archived_late';
/** An attribute of the table that is called like the mark, or like one that was renamed for that: gets a `$` in front. */
const LIKE_MARK = /^\$*archived_late$/;
/**
 * The item, 32 levels of values as DynamoDB nests them at most, and two that a set is spelled with (`plainItem`). What
 * lies deeper is no item, and would exhaust the stack of whoever walks it.
 */
const MAX_LEVELS = 35;

/** An event as a line of an events file tells it. */
export interface ArchivedEvent {
  readonly item: StoredItem;
  /** It was not in the table when its own window was closed; a later window's file holds it. */
  readonly late: boolean;
}

/** The line of an item, without the line feed: canonical JSON of all its attributes. */
export const eventLine = ({ item, late }: ArchivedEvent): string =>
  canonicalJson(late ? { ...withoutMark(item), [LATE_MARK]: true } : withoutMark(item));

const withoutMark = (item: StoredItem): StoredItem => renamed(item, name => (LIKE_MARK.test(name) ? `$${name}` : name));

/** Puts the names back that `withoutMark` has changed. */
const withItsOwnNames = (item: StoredItem): StoredItem =>
  renamed(item, name => (LIKE_MARK.test(name) ? name.slice(1) : name));

/** Nearly every item stays as it is. */
const renamed = (item: StoredItem, rename: (name: string) => string): StoredItem =>
  Object.keys(item).some(name => name.endsWith(LATE_MARK))
    ? (Object.fromEntries(Object.entries(item).map(([name, value]) => [rename(name), value])) as unknown as StoredItem)
    : item;

/** Reads a line; undefined when it is not a JSON object with an item's key, or nested as no item can be. */
export const parseEventLine = (line: string): ArchivedEvent | undefined => {
  const value = parseJson(line);
  if (isDeeperThan(MAX_LEVELS, value)) return undefined;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const { [LATE_MARK]: mark, ...item } = value as { readonly [name: string]: ItemValue };
  if (typeof item['recording_sid'] !== 'string' || typeof item['event_key'] !== 'string') return undefined;
  return { item: withItsOwnNames(item as StoredItem), late: mark === true };
};

const isDeeperThan = (levels: number, value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some(member => isDeeperThan(levels - 1, member)));
