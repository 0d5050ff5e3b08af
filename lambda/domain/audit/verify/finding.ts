import type { StoredItemKey } from '../chain/stored-item.ts';

/** The kinds of problems that an archive or a table can have. */
type FindingKind =
  /** Its content differs from what was digested. */
  | 'edited'
  /** The archive has it and the table does not. */
  | 'deleted'
  /** The table has it and the archive does not. */
  | 'inserted'
  /** It is at another place than where it was written. */
  | 'reordered'
  /** A digest or an events file that must exist does not. */
  | 'missing'
  /** The signature was not made with the deployment's key. */
  | 'forged'
  /** The object does not have the format that its name says, or an attribute of the item could not be read. */
  | 'unreadable'
  /** This product never writes such an object. */
  | 'foreign';

/**
 * One problem. `subject` is the key of an archive object, or an item's key as text; then `item` is that key. `detail` is a
 * sentence for the auditor.
 */
export interface Finding {
  readonly kind: FindingKind;
  readonly subject: string;
  readonly item?: StoredItemKey;
  readonly detail: string;
}

/** One step of a verification: the window, event or item that was checked, if it counts, and what is wrong with it. */
export interface VerifiedStep<T> {
  readonly checked?: T;
  readonly findings: readonly Finding[];
}

/** The subject of a finding about an item of the table. */
export const itemSubject = (key: StoredItemKey): string => `item ${key.recording_sid} ${key.event_key}`;

/** Returns a finding about an item of the table. */
export const itemFinding = (
  kind: FindingKind,
  { recording_sid, event_key }: StoredItemKey,
  detail: string,
): Finding => ({
  kind,
  subject: itemSubject({ recording_sid, event_key }),
  item: { recording_sid, event_key },
  detail,
});
