import { parseRecordingSid, type RecordingSid } from '../shared/recording-sid.ts';
import type { CatalogFacts } from './catalog-entry.ts';
import type { RecordingProgress } from './recording-progress.ts';
import type { NamedInTask } from './task-event.ts';
import type { TaskReport } from './task-report.ts';

/** Facts about a recording that the company sets itself. */
export type CompanyFacts = Pick<CatalogFacts, 'restricted' | 'held' | 'tags' | 'agentWorkerSid' | 'queue' | 'team'>;

/** The facts of one message. */
export type CatalogUpdate = RecordingUpdate | TaskUpdate;

/** What one event says about a task. `storeUpdate` connects it with the recordings. */
export interface TaskUpdate extends NamedInTask {
  readonly taskReport: TaskReport & { readonly taskSid: string };
}

/**
 * The facts of one message about a recording. Messages arrive late, twice and in any order, and each contains only a part
 * of the facts. So an update says for each fact how it is merged with the known ones. In any order, the same messages
 * result in the same entry, and no message deletes a fact.
 */
export interface RecordingUpdate {
  readonly recordingSid: RecordingSid;
  /** Facts that do not change: stored only if they are not known yet. */
  readonly ifUnknown?: CatalogFacts;
  /** The recording's progress: the highest status counts, and of completed ones the longest duration. */
  readonly progress?: RecordingProgress;
  /** Encryption details that cannot be read, as received; added to the stored ones. */
  readonly encryptionRaw?: string;
  /** Added to the stored reports. All reports are merged when the entry is read. */
  readonly taskReports?: readonly TaskReport[];
  /** The facts that the company sets, which replace its earlier ones, and the facts that it clears. */
  readonly decided?: { readonly facts: CompanyFacts; readonly cleared: readonly (keyof CompanyFacts)[] };
}

/** The effect of an update: a repeated message changes nothing, and a report is dropped if the entry is full. */
export type CatalogChange = 'changed' | 'unchanged' | 'dropped';

/** Returns the most important of several effects: dropped, then changed, then unchanged. */
export const overallChange = (changes: readonly CatalogChange[]): CatalogChange =>
  changes.find(change => change === 'dropped') ?? changes.find(change => change === 'changed') ?? 'unchanged';

/** Returns the recordings that an update is about or names. */
export const recordingsOf = (update: CatalogUpdate): readonly string[] =>
  'names' in update ? [...update.names, ...update.legs].filter(sid => parseRecordingSid(sid)) : [update.recordingSid];
