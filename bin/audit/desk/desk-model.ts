import type { TimeRange } from '../../../lambda/domain/audit/chain/ports.ts';
import type { StoredItem } from '../../../lambda/domain/audit/chain/stored-item.ts';
import type { Finding } from '../../../lambda/domain/audit/verify/finding.ts';
import type { HeardLink } from '../../../lambda/domain/heard/heard-link.ts';

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

/** What the catalog says about a recording now. Absent: unknown. */
export interface RecordingFacts {
  /** ISO 8601, UTC. */
  readonly started: string | undefined;
  readonly seconds: number | undefined;
  readonly call: string | undefined;
  readonly conference: string | undefined;
  readonly task: string | undefined;
  readonly agent: string | undefined;
  readonly team: string | undefined;
  readonly queue: string | undefined;
  readonly tags: string | undefined;
  readonly restricted: boolean | undefined;
  readonly held: boolean | undefined;
}

/** `GET /api/listening`: the links to one recording, or of one person, newest first. */
export interface Listening {
  /** `text` says how much was heard: `heard 3:12 of 4:00 (80 %)`. */
  readonly links: readonly (HeardLink & { readonly text: string })[];
  /** False: there are older events that were not read. */
  readonly isComplete: boolean;
  readonly hasEvents: boolean;
  /** Absent: the catalog has no entry, or could not be read. Then `factsProblem` says why. */
  readonly facts?: RecordingFacts;
  readonly factsProblem?: string;
}

/** `GET /api/chain`: the newest digest. Absent: there is none yet. */
export interface ChainState {
  readonly newest?: {
    readonly from: string;
    readonly to: string;
    /** Of the digest's exact bytes, hex. */
    readonly sha256: string;
    readonly events: number;
  };
  /** The last verification that this desk has run. */
  readonly verified?: VerifiedState;
}

/** The result of a verification. */
export interface VerifiedState {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Absent: there was no digest in the period. */
  readonly from?: string;
  readonly to?: string;
  readonly digests: number;
  readonly events: number;
  readonly late: number;
  readonly findings: number;
}

/** `GET /api/verify`: one of these on each line, the result last. */
export type VerifyStep =
  | { readonly progress: { readonly phase: string; readonly done: number; readonly total: number } }
  | { readonly finding: Finding }
  | { readonly result: VerifiedState };
