import type { Failure } from '../shared/failure.ts';
import type { Result } from '../shared/result.ts';
import type { CatalogChange, CatalogUpdate, RecordingUpdate } from './catalog-update.ts';
import type { TaskReport } from './task-report.ts';
import type { SignedRequest } from './twilio-signature.ts';

/** Merges an update into the catalog. Fails with `unavailable` or `internal_error`; a part may already be stored then. */
export interface CatalogWriter {
  apply(update: CatalogUpdate): Promise<Result<CatalogChange, Failure>>;
}

/** What is added to the set of a task, conference or call: SIDs that it is joined with, and reports of tasks. */
export interface JoinedMembers {
  readonly sids: readonly string[];
  readonly reports: readonly TaskReport[];
}

/** All members of a set after an addition. `dropped`: there was no room, and these are only the members to add. */
export interface Joined extends JoinedMembers {
  readonly change: CatalogChange;
}

/** The single steps from which `storeUpdate` makes its joins. Both fail like `CatalogWriter`. */
export interface CatalogParts {
  /** Merges facts into one recording's entry, and into no other. */
  write(update: RecordingUpdate): Promise<Result<CatalogChange, Failure>>;
  /**
   * Adds to the set of a task, conference or call, and removes reports that add nothing. The addition and the reading of the
   * set are one atomic step: of two additions, the later one sees the earlier one.
   */
  join(sid: string, members: JoinedMembers): Promise<Result<Joined, Failure>>;
}

/**
 * Keeps updates until somebody applies them: they are durable when it succeeds, and are delivered at least once, in any
 * order. Fails with `unavailable`, `internal_error` or `callback_malformed` (an update is longer than the queue allows); some
 * of the updates may be in the queue then.
 */
export interface UpdateQueue {
  add(updates: readonly CatalogUpdate[]): Promise<Result<void, Failure>>;
}

/**
 * Verifies that a callback comes from Twilio. Fails with `callback_refused` (not signed with the account's auth tokens),
 * `unavailable` or `internal_error` (the tokens cannot be read).
 */
export interface CallbackVerifier {
  verify(request: SignedRequest): Promise<Result<void, Failure>>;
}
