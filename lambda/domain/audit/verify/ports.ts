import type { Failure } from '../../shared/failure.ts';
import type { Result } from '../../shared/result.ts';
import type { EventWindow } from '../chain/event-window.ts';
import type { ArchiveReader, AuditTrail } from '../chain/ports.ts';
import type { ItemValue, StoredItem, StoredItemKey } from '../chain/stored-item.ts';

/** An object's name in the archive, with what the bucket remembers of it. */
export interface ArchiveEntry {
  readonly key: string;
  /** How many different contents this name has had. A name that is written once has one. */
  readonly contents: number;
  /** A deletion hides it now. */
  readonly deleted: boolean;
}

/** An archive, or a downloaded copy of one, that can be listed. */
export interface ListableArchive extends ArchiveReader {
  /** All names of a day (`2026-11-24`), in any order. Throws `StreamFailure`. */
  entriesOf(day: string): AsyncIterable<ArchiveEntry>;
  /** The oldest window that has a digest; undefined when there is none. */
  oldestDigest(): Promise<Result<EventWindow | undefined, Failure>>;
}

/** The table, by every way in. */
export interface ComparableTrail extends AuditTrail {
  /** One item as the table itself holds it now, whatever the indexes say. Fails as the streams do. */
  find(key: StoredItemKey): Promise<Result<StoredItem | undefined, Failure>>;
  /** Every item of the table, in no order, keys and `day_shard` only: costs a read of the whole table. */
  everyKey(): AsyncIterable<StoredItemKey & { readonly day_shard?: ItemValue }>;
}
