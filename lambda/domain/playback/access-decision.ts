import type { CatalogEntry } from '../catalog/catalog-entry.ts';
import type { Caller } from '../shared/caller.ts';
import type { RecordingSid } from '../shared/recording-sid.ts';
import type { Client } from './playback-request.ts';

/** May this caller play this recording? All facts come from Twilio, the catalog or the gateway. */
export interface AccessQuestion {
  readonly caller: Caller;
  readonly recordingSid: RecordingSid;
  readonly client: Client;
  readonly now: Date;
  /** What the catalog knows; undefined when it has no entry, which leaves the policies with fewer facts. */
  readonly recording?: CatalogEntry | undefined;
}

/** The answer, with what an auditor needs to reproduce it. */
export interface AccessDecision {
  readonly allowed: boolean;
  /** Ids of the policies that decided; empty when nothing permitted. */
  readonly policyIds: readonly string[];
  /** Identifies the exact policy set: SHA-256 (hex) of it, or a version name for built-in rules. */
  readonly policySet: string;
  /** A stable snake_case word or two, for the log and the audit item. */
  readonly reason: string;
}
