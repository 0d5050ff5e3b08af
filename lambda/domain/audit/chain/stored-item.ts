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

/** The order of the trail: by time, then event id, then recording. No two items are equal in it. */
export const compareItems = (a: StoredItemKey, b: StoredItemKey): number =>
  compareText(a.event_key, b.event_key) || compareText(a.recording_sid, b.recording_sid);

const compareText = (a: string, b: string): number => {
  if (a === b) return 0;
  return a < b ? -1 : 1;
};

/** Unambiguous, since neither part of a genuine key holds a blank. */
export const keyText = (key: StoredItemKey): string => `${key.recording_sid} ${key.event_key}`;
