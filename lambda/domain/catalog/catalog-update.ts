import type { RecordingSid } from '../shared/recording-sid.ts';
import type { CatalogFacts } from './catalog-entry.ts';
import type { RecordingProgress } from './recording-progress.ts';
import type { TaskReport } from './task-report.ts';

/** What the company says about a recording itself. */
export type CompanyFacts = Pick<CatalogFacts, 'restricted' | 'tags' | 'agentWorkerSid' | 'queue' | 'team'>;

/**
 * What one message tells about a recording. Messages come late, twice and in any order, and each knows only a part, so
 * an update says for each fact how it goes with what is known already. Whatever the order, the same messages leave the
 * same entry, and none erases a fact.
 */
export interface CatalogUpdate {
  readonly recordingSid: RecordingSid;
  /** Facts that do not change: they count where nothing is known yet. */
  readonly ifUnknown?: CatalogFacts;
  /** How far the recording is: the highest status counts, and of completed ones the longest duration. */
  readonly progress?: RecordingProgress;
  /** Encryption details that cannot be read, as received; they join those that are kept. */
  readonly encryptionRaw?: string;
  /** Joins the reports that are kept, and is weighed with them when the entry is read. */
  readonly taskReport?: TaskReport;
  /** The company's own word, which replaces its earlier one; what is cleared it says nothing about any more. */
  readonly decided?: { readonly facts: CompanyFacts; readonly cleared: readonly (keyof CompanyFacts)[] };
}

/** What an update did: a repeated message changes nothing. */
export type CatalogChange = 'changed' | 'unchanged';
