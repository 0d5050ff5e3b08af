import { AUDIT_SCHEMA_VERSION, dayShard } from './audit-event.ts';

/** The `recording_sid` of events about deployed policies, which are about no recording. */
export const POLICIES_KEY = 'policies';

export type RuleEventName = 'facts_changed' | 'hold_changed' | 'change_failed' | 'policies_deployed';

/**
 * What S3 does for a legal hold: it keeps the versions of the object, or it keeps none because the bucket has no Object Lock
 * or no object of this recording.
 */
export type S3Hold = 'legal_hold' | 'no_object_lock' | 'no_object';

/** Object versions that an event names. All are counted. */
const NAMED_VERSIONS = 10;

/** Facts by the attribute names of the catalog; of policies `policy_set`. An absent fact is unknown, or cleared. */
export type RuleFacts = Readonly<Record<string, unknown>>;

/**
 * An event of the audit trail about a change of what decides who may listen. No user asked for a recording, so it has none
 * of a user's attributes, and only the index `by-day` contains it.
 */
export interface RuleEvent {
  /** Partition key: the recording whose facts change, or `POLICIES_KEY`. */
  readonly recording_sid: string;
  /** Sort key: `<occurred_at>#<event_id>`. */
  readonly event_key: string;
  readonly day_shard: string;
  /** UUIDv7; of `policies_deployed` a UUIDv8. */
  readonly event_id: string;
  /** ISO 8601, UTC, milliseconds. */
  readonly occurred_at: string;
  readonly event: RuleEventName;
  /** Who ordered the change: an ARN as STS states it; of `policies_deployed` that it is not known. */
  readonly operator: string;
  /** The facts that change, as they were and as they are to be. Absent on `change_failed`. */
  readonly before?: RuleFacts;
  readonly after?: RuleFacts;
  /** On `hold_changed`: what S3 does for the hold. */
  readonly s3_hold?: S3Hold;
  /** On `hold_changed`: the object versions whose legal hold changes, the first ten as `key?versionId=…`, and their number. */
  readonly object_versions?: readonly string[];
  readonly object_version_count?: number;
  /** On `change_failed`: the id of the event that announced the change. */
  readonly change_event_id?: string;
  /** On `policies_deployed`: the ARN of the stack, by which CloudTrail has the deployment. */
  readonly stack_id?: string;
  readonly reason: string;
  /** The program that made the change. */
  readonly tool: string;
  readonly request_id: string;
  readonly schema_version: typeof AUDIT_SCHEMA_VERSION;
}

/** The facts of a new event about a change of rules. */
export interface RuleChange {
  readonly event: RuleEventName;
  readonly eventId: string;
  readonly occurredAt: Date;
  readonly recordingSid: string;
  readonly operator: string;
  readonly reason: string;
  readonly tool: string;
  readonly requestId: string;
  readonly before?: RuleFacts;
  readonly after?: RuleFacts;
  readonly changeEventId?: string;
  readonly hold?: HeldObject;
  readonly stackId?: string;
}

/** What changes in S3 with a hold. */
export interface HeldObject {
  readonly s3Hold: S3Hold;
  readonly versions: readonly { readonly key: string; readonly versionId: string }[];
}

/** Builds an event about a change of rules. All of them are built here. */
export const ruleEvent = (change: RuleChange): RuleEvent => {
  const occurredAt = change.occurredAt.toISOString();
  return {
    recording_sid: change.recordingSid,
    event_key: `${occurredAt}#${change.eventId}`,
    day_shard: dayShard(occurredAt, change.eventId),
    event: change.event,
    event_id: change.eventId,
    occurred_at: occurredAt,
    operator: change.operator,
    ...(change.before && { before: change.before }),
    ...(change.after && { after: change.after }),
    ...(change.hold && holdAttributes(change.hold)),
    ...(change.changeEventId && { change_event_id: change.changeEventId }),
    ...(change.stackId && { stack_id: change.stackId }),
    reason: change.reason,
    tool: change.tool,
    request_id: change.requestId,
    schema_version: AUDIT_SCHEMA_VERSION,
  };
};

const holdAttributes = ({ s3Hold, versions }: HeldObject) => ({
  s3_hold: s3Hold,
  object_versions: versions.slice(0, NAMED_VERSIONS).map(({ key, versionId }) => `${key}?versionId=${versionId}`),
  object_version_count: versions.length,
});
