import type { CatalogEntry } from '../catalog/catalog-entry.ts';
import type { Failure } from '../shared/failure.ts';
import type { RecordingSid } from '../shared/recording-sid.ts';
import type { Result } from '../shared/result.ts';

/**
 * What the catalog knows about a recording that has arrived; undefined if it knows nothing yet.
 * Fails with `unavailable`, `internal_error` (no access), or `forbidden` for an item that cannot be read.
 */
export interface ArrivalCatalog {
  find(recordingSid: RecordingSid): Promise<Result<CatalogEntry | undefined, Failure>>;
}
