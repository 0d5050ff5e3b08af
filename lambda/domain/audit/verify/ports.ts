import type { Failure } from '../../shared/failure.ts';
import type { Result } from '../../shared/result.ts';
import type { EventWindow } from '../chain/event-window.ts';
import type { ArchiveReader, AuditTrail } from '../chain/ports.ts';
import type { ItemValue, StoredItem, StoredItemKey } from '../chain/stored-item.ts';

/** An object's name in the archive, with facts about its versions. */
export interface ArchiveEntry {
  readonly key: string;
  /** Number of different contents that this name has had. A name that was written once has one. */
  readonly contents: number;
  /** Whether a delete marker hides it now. */
  readonly deleted: boolean;
}

/** An archive, or a downloaded copy of one, that can be listed. */
export interface ListableArchive extends ArchiveReader {
  /** Yields all names of a day (`2026-11-24`), in any order. Throws `StreamFailure`. */
  listEntries(day: string): AsyncIterable<ArchiveEntry>;
  /** Returns the oldest window with a digest; undefined if there is none. */
  findOldestDigest(): Promise<Result<EventWindow | undefined, Failure>>;
}

/** The audit table, by index, by key and as a whole. */
export interface ComparableTrail extends AuditTrail {
  /** Reads one item from the table itself, not from an index. Fails like the streams. */
  find(key: StoredItemKey): Promise<Result<StoredItem | undefined, Failure>>;
  /** Yields key and `day_shard` of every item of the table, in no order. Costs a read of the whole table. */
  readAllKeys(): AsyncIterable<StoredItemKey & { readonly day_shard?: ItemValue }>;
}
