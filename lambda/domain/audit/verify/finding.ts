import type { StoredItemKey } from '../chain/stored-item.ts';

/** What can be wrong with an archive or a table. */
export type FindingKind =
  /** It is not what was digested. */
  | 'edited'
  /** The archive has it and the table does not. */
  | 'deleted'
  /** The table has it and the archive does not. */
  | 'inserted'
  /** It stands in another place than it was written to. */
  | 'reordered'
  /** A digest or an events file that must be there is not. */
  | 'missing'
  /** The signature is not the deployment's. */
  | 'forged'
  /** An object that is not what its name promises. */
  | 'unreadable'
  /** An object that this product never writes. */
  | 'foreign';

/** One thing that does not hold. `subject` is an archive key or an item's; `detail` is one sentence for the auditor. */
export interface Finding {
  readonly kind: FindingKind;
  readonly subject: string;
  readonly detail: string;
}

/** How findings name an item of the table. */
export const itemSubject = (key: StoredItemKey): string => `item ${key.recording_sid} ${key.event_key}`;
