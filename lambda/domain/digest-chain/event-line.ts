import type { AuditItem, ItemValue } from './audit-item.ts';
import { canonicalJson } from './canonical-json.ts';

/** The mark on a line whose event reached the table after its own window was closed. Not an attribute of the table. */
const LATE_MARK = 'archived_late';

/** An event as a line of an events file tells it. */
export interface ArchivedEvent {
  readonly item: AuditItem;
  /** It was not in the table when its own window was closed; a later window's file holds it. */
  readonly late: boolean;
}

/** The line of an item, without the line feed: canonical JSON of all its attributes. */
export const eventLine = ({ item, late }: ArchivedEvent): string =>
  canonicalJson(late ? { ...item, [LATE_MARK]: true } : item);

/** Reads a line; undefined when it is not a JSON object with an item's key. */
export const parseEventLine = (line: string): ArchivedEvent | undefined => {
  const value = parsedJson(line);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const { [LATE_MARK]: mark, ...item } = value as { readonly [name: string]: ItemValue };
  if (typeof item['recording_sid'] !== 'string' || typeof item['event_key'] !== 'string') return undefined;
  return { item: item as AuditItem, late: mark === true };
};

const parsedJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
