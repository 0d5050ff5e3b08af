import type { AccessDecision } from '../shared/access-decision.ts';
import type { AuditedCaller } from '../shared/caller.ts';
import type { Failure } from '../shared/failure.ts';
import type { RecordingSid } from '../shared/recording-sid.ts';
import type { Result } from '../shared/result.ts';
import type { AudioTimeline } from '../shared/timeline/audio-timeline.ts';

/** A link of S3 as its `link_issued` event states it, and which fetches with it are on record already. */
export interface IssuedLink {
  readonly caller: AuditedCaller;
  readonly decision: AccessDecision;
  /** The address that asked for the link. */
  readonly sourceIp: string;
  readonly object: { readonly key: string; readonly versionId?: string };
  readonly expiresAt: Date;
  /** Absent if the length of the recording was not known when the link was issued. */
  readonly timeline?: AudioTimeline | undefined;
  /** The event ids of its `media_fetched` events. */
  readonly fetchEventIds: readonly string[];
}

/** Finds the links of S3 in the audit trail. */
export interface IssuedLinks {
  /**
   * Returns the link with this audit id among those of one recording, or undefined.
   * Fails with `unavailable` or `internal_error`.
   */
  find(recordingSid: RecordingSid, auditId: string): Promise<Result<IssuedLink | undefined, Failure>>;
}
