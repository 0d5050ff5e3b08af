import type { Failure } from '../shared/failure.ts';
import { ok, type Result } from '../shared/result.ts';
import { type CatalogChange, type CatalogUpdate, overallChange, recordingsOf } from './catalog-update.ts';
import type { CatalogWriter } from './ports.ts';

/** The effect of updates on the catalog. */
export interface AppliedUpdates {
  readonly recordingSids: readonly string[];
  /**
   * `unchanged`: all facts were known, for example because Twilio repeats a callback or the queue delivers a message twice.
   * `dropped`: an entry has no room for one of the reports.
   */
  readonly change: CatalogChange;
  /** A recording's encryption details cannot be read. It cannot be played until an operator corrects them. */
  readonly encryptionUnreadable: boolean;
}

/**
 * Writes updates to the catalog. Fails with `unavailable` or `internal_error`; some of the updates may be stored then. To
 * apply the same updates again does no harm.
 */
export const applyUpdates = async (
  catalog: CatalogWriter,
  updates: readonly CatalogUpdate[],
): Promise<Result<AppliedUpdates, Failure>> => {
  const changes = await Promise.all(updates.map(update => catalog.apply(update)));
  const failed = changes.find(change => !change.ok);
  if (failed) return failed;
  return ok({
    recordingSids: updates.flatMap(recordingsOf),
    change: overallChange(changes.flatMap(change => (change.ok ? [change.value] : []))),
    encryptionUnreadable: updates.some(update => 'encryptionRaw' in update),
  });
};
