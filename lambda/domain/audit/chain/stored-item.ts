/** A value of an audit item, as plain JSON. */
export type ItemValue =
  | string
  | number
  | boolean
  | null
  | readonly ItemValue[]
  | { readonly [name: string]: ItemValue };

/**
 * An item of the AccessAudit table as it stands there, whoever wrote it: every attribute, known or not. An `AuditEvent`
 * is what this product writes; an `StoredItem` is what is found, and may have been tampered with.
 */
export interface StoredItem {
  readonly recording_sid: string;
  readonly event_key: string;
  readonly [attribute: string]: ItemValue;
}

/** What names an item: the table's primary key. */
export type StoredItemKey = Pick<StoredItem, 'recording_sid' | 'event_key'>;

const UNREADABLE = '$UNREADABLE';

/**
 * Stands in an item for what could not be read. `sha256` is of what is there, or null when not even that is known: then
 * one value that cannot be read looks like any other.
 */
export const unreadable = (sha256: string | null): ItemValue => ({ [UNREADABLE]: sha256 });

/** Names of the attributes of which something could not be read. */
export const unreadableAttributes = (item: { readonly [attribute: string]: ItemValue }): string[] =>
  Object.keys(item).filter(name => isUnreadable(item[name]));

const isUnreadable = (value: ItemValue | undefined): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (Object.hasOwn(value, UNREADABLE) || Object.values(value).some(isUnreadable));

/** The order of the trail: by time, then event id, then recording. No two items are equal in it. */
export const compareItems = (a: StoredItemKey, b: StoredItemKey): number =>
  compareText(a.event_key, b.event_key) || compareText(a.recording_sid, b.recording_sid);

/** By code points, as DynamoDB sorts (by the bytes of UTF-8): `<` would put U+1F3A7 before U+FF01. */
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

/** Unambiguous, since neither part of a genuine key holds a blank. */
export const keyText = (key: StoredItemKey): string => `${key.recording_sid} ${key.event_key}`;
