import type { CatalogFacts } from './catalog-entry.ts';
import type { RecordingSid } from './recording-sid.ts';

/** Facts of which the latest counts, since a call can pass from one agent to another. */
export type DatedFact = 'agentWorkerSid' | 'queue' | 'team';

/**
 * What one message tells about a recording. Messages come late, twice and in any order, and each knows only a part, so
 * an update says for each fact how it goes with what is known already. Whatever the order, the same messages leave the
 * same entry, and none erases a fact.
 */
export interface CatalogUpdate {
  readonly recordingSid: RecordingSid;
  /** Facts that do not change: they count where nothing is known yet. */
  readonly ifUnknown?: CatalogFacts;
  /** Facts that are final, and so replace whatever was known. */
  readonly final?: CatalogFacts;
  /** Facts that replace what is known if they are later than it; of two from the same moment the greater text counts. */
  readonly ifLater?: { readonly at: Date; readonly facts: Pick<CatalogFacts, DatedFact> };
}

/** What an update did: a repeated message changes nothing. */
export type CatalogChange = 'changed' | 'unchanged';
