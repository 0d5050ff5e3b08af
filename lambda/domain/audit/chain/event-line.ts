import { canonicalJson } from './canonical-json.ts';
import type { ItemValue, StoredItem } from './stored-item.ts';

/** The mark on a line whose event reached the table after its own window was closed. Not an attribute of the table. */
const LATE_MARK = 'archived_late';
/** DynamoDB nests values 32 levels deep; what lies deeper is no item, and would exhaust the stack of whoever walks it. */
const MAX_LEVELS = 33;

/** An event as a line of an events file tells it. */
export interface ArchivedEvent {
  readonly item: StoredItem;
  /** It was not in the table when its own window was closed; a later window's file holds it. */
  readonly late: boolean;
}

/** The line of an item, without the line feed: canonical JSON of all its attributes. */
export const eventLine = ({ item, late }: ArchivedEvent): string =>
  canonicalJson(late ? { ...item, [LATE_MARK]: true } : item);

/** Reads a line; undefined when it is not a JSON object with an item's key, or nested as no item can be. */
export const parseEventLine = (line: string): ArchivedEvent | undefined => {
  const value = parsedJson(line);
  if (isDeeperThan(MAX_LEVELS, value)) return undefined;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const { [LATE_MARK]: mark, ...item } = value as { readonly [name: string]: ItemValue };
  if (typeof item['recording_sid'] !== 'string' || typeof item['event_key'] !== 'string') return undefined;
  return { item: item as StoredItem, late: mark === true };
};

const parsedJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const isDeeperThan = (levels: number, value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some(member => isDeeperThan(levels - 1, member)));
