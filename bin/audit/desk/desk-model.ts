import type { TimeRange } from '../../../lambda/domain/audit/chain/ports.ts';
import type { StoredItem } from '../../../lambda/domain/audit/chain/stored-item.ts';

/** The answers of the desk's endpoints, as the page gets them. Texts in them may come from anybody. */

/** `GET /api/model`: what the desk shows, before anything was read. */
export interface DeskModel {
  readonly stack: string;
  /** Region or endpoint, as far as the command line named it. */
  readonly place: string;
  readonly events: readonly string[];
}

/** `GET /api/events`: one page of a search, newest first. */
export interface EventsPage {
  readonly range: TimeRange;
  readonly events: readonly StoredItem[];
  /** Number of events that were read for this page, kept or not. */
  readonly read: number;
  /** The recordings of the call, conference or task that was searched for. */
  readonly recordingSids?: readonly string[];
  /** The `cursor` of the following page, and the time up to which this page has read. Absent: the period was read. */
  readonly next?: string;
  readonly readBackTo?: string;
}

/** `GET /api/policy`: a policy as the files of this folder have it. */
export interface PolicyText {
  readonly id: string;
  /** The comment above the policy: what it is for, in words. Empty if there is none. */
  readonly words: string;
  /** Cedar. Empty if the files do not have it. */
  readonly text: string;
  /** The files' SHA-256 as policy set; absent if it could not be computed. */
  readonly policySet?: string;
}
