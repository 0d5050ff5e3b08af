/** A value of an audit item, as plain JSON. */
export type ItemValue =
  | string
  | number
  | boolean
  | null
  | readonly ItemValue[]
  | { readonly [name: string]: ItemValue };

/**
 * An item of the AccessAudit table with all attributes, known or not. This product writes an `AuditEvent`; a `StoredItem`
 * is what a reader finds in the table, and somebody may have changed it.
 */
export interface StoredItem {
  readonly recording_sid: string;
  readonly event_key: string;
  readonly [attribute: string]: ItemValue;
}

/** The key of an item: the table's primary key. */
export type StoredItemKey = Pick<StoredItem, 'recording_sid' | 'event_key'>;

const UNREADABLE = '$UNREADABLE';

/**
 * Returns the value that replaces an unreadable value of an item. `sha256` is the hash of the unreadable value, or null if
 * its bytes are not known: then all unreadable values are equal.
 */
export const unreadable = (sha256: string | null): ItemValue => ({ [UNREADABLE]: sha256 });

/** Returns the names of the attributes that contain an unreadable value. */
export const unreadableAttributes = (item: { readonly [attribute: string]: ItemValue }): string[] =>
  Object.keys(item).filter(name => isUnreadable(item[name]));

const isUnreadable = (value: ItemValue | undefined): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (Object.hasOwn(value, UNREADABLE) || Object.values(value).some(isUnreadable));

/** Compares by the order of the trail: time, then event id, then recording. No two items are equal in this order. */
export const compareItems = (a: StoredItemKey, b: StoredItemKey): number =>
  compareText(a.event_key, b.event_key) || compareText(a.recording_sid, b.recording_sid);

/** Compares by code points, as DynamoDB sorts (by the bytes of UTF-8). `<` would sort U+1F3A7 before U+FF01. */
const compareText = (a: string, b: string): number => {
  if (a === b) return 0;
  let index = 0;
  while (a[index] === b[index]) index += 1;
  const [unitOfA, unitOfB] = [a.charCodeAt(index), b.charCodeAt(index)];
  if (isSurrogate(unitOfA) !== isSurrogate(unitOfB) && Math.min(unitOfA, unitOfB) >= FIRST_SURROGATE) {
    return isSurrogate(unitOfA) ? 1 : -1;
  }
  return a < b ? -1 : 1;
};

const FIRST_SURROGATE = 0xd800;
const isSurrogate = (unit: number): boolean => unit >= FIRST_SURROGATE && unit <= 0xdfff;

/** Returns a key as one text. It is unambiguous, because no part of a genuine key contains a space. */
export const keyText = (key: StoredItemKey): string => `${key.recording_sid} ${key.event_key}`;
