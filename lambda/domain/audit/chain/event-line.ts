import { parseJson } from '../../shared/json-text.ts';
import { canonicalJson } from './canonical-json.ts';
import type { ItemValue, StoredItem } from './stored-item.ts';

/** The mark on a line whose event reached the table after its own window was closed. Not an attribute of the table. */
const LATE_MARK = 'archived_late';
/** The mark's name with any number of leading `$`. A table attribute with such a name gets one more `$` in the line. */
const LIKE_MARK = /^\$*archived_late$/;
/**
 * The item, DynamoDB's maximum of 32 nested levels, and two levels in which `plainItem` writes a set. A deeper value is
 * not an item, and would exhaust the stack of a recursive function.
 */
const MAX_LEVELS = 35;

/** An event as a line of an events file contains it. */
export interface ArchivedEvent {
  readonly item: StoredItem;
  /** It was not in the table when its own window was closed; a later window's file holds it. */
  readonly late: boolean;
}

/** Returns the line of an item without a line feed: canonical JSON of all its attributes. */
export const eventLine = ({ item, late }: ArchivedEvent): string =>
  canonicalJson(late ? { ...withoutMark(item), [LATE_MARK]: true } : withoutMark(item));

const withoutMark = (item: StoredItem): StoredItem => renamed(item, name => (LIKE_MARK.test(name) ? `$${name}` : name));

/** Restores the names that `withoutMark` has changed. */
const withItsOwnNames = (item: StoredItem): StoredItem =>
  renamed(item, name => (LIKE_MARK.test(name) ? name.slice(1) : name));

/** Renames attributes. Returns nearly every item unchanged, without a copy. */
const renamed = (item: StoredItem, rename: (name: string) => string): StoredItem =>
  Object.keys(item).some(name => name.endsWith(LATE_MARK))
    ? (Object.fromEntries(Object.entries(item).map(([name, value]) => [rename(name), value])) as StoredItem)
    : item;

/** Parses a line; returns undefined if it is not a JSON object with an item's key, or is nested deeper than an item. */
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
