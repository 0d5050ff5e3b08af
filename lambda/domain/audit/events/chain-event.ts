import { AUDIT_SCHEMA_VERSION, dayShard } from './audit-event.ts';

/** The `recording_sid` of events about the audit trail itself, which are about no recording. */
export const CHAIN_KEY = 'audit-chain';

/** Findings that an event lists. All are counted. */
const LISTED_FINDINGS = 10;
/** Longest listed finding, characters: others can write long keys into the table. */
const MAX_FINDING_CHARS = 300;

export type ChainEventName = 'chain_verified' | 'chain_broken';

/**
 * An event that says what a scheduled verification of the audit trail found, as the product writes it to the AccessAudit
 * table. It is an item like all others: a digest covers it, and queries by day return it.
 */
export interface ChainEvent {
  /** Partition key. */
  readonly recording_sid: typeof CHAIN_KEY;
  /** Sort key: `<occurred_at>#<event_id>`. */
  readonly event_key: string;
  readonly day_shard: string;
  readonly event: ChainEventName;
  /** UUIDv7. */
  readonly event_id: string;
  /** When the verification began. ISO 8601, UTC, milliseconds. */
  readonly occurred_at: string;
  readonly reason: 'no_findings' | 'findings';
  /** The verified times: `<from>/<to>`, ISO 8601, UTC, `to` exclusive. */
  readonly verified_periods: readonly string[];
  readonly digest_count: number;
  readonly event_count: number;
  readonly late_count: number;
  readonly finding_count: number;
  /** The first findings, each with its kind and the object or item. */
  readonly findings: readonly string[];
  /** SHA-256 of the newest digest, hex. Absent if no digest is genuine. */
  readonly head_sha256?: string;
  readonly request_id: string;
  readonly schema_version: typeof AUDIT_SCHEMA_VERSION;
}

/** What a verification found. `findings`: one text each, at least the first ones. */
export interface ChainFacts {
  readonly eventId: string;
  readonly occurredAt: Date;
  readonly requestId: string;
  readonly periods: readonly { readonly from: string; readonly to: string }[];
  readonly digests: number;
  readonly events: number;
  readonly late: number;
  readonly findingCount: number;
  readonly findings: readonly string[];
  readonly headSha256: string | undefined;
}

/** Builds the event of a verification: `chain_verified` without findings, otherwise `chain_broken`. */
export const chainEvent = (facts: ChainFacts): ChainEvent => {
  const occurredAt = facts.occurredAt.toISOString();
  const isBroken = facts.findingCount > 0;
  return {
    recording_sid: CHAIN_KEY,
    event_key: `${occurredAt}#${facts.eventId}`,
    day_shard: dayShard(occurredAt, facts.eventId),
    event: isBroken ? 'chain_broken' : 'chain_verified',
    event_id: facts.eventId,
    occurred_at: occurredAt,
    reason: isBroken ? 'findings' : 'no_findings',
    verified_periods: facts.periods.map(({ from, to }) => `${from}/${to}`),
    digest_count: facts.digests,
    event_count: facts.events,
    late_count: facts.late,
    finding_count: facts.findingCount,
    findings: facts.findings.slice(0, LISTED_FINDINGS).map(text => text.slice(0, MAX_FINDING_CHARS)),
    ...(facts.headSha256 !== undefined && { head_sha256: facts.headSha256 }),
    request_id: facts.requestId,
    schema_version: AUDIT_SCHEMA_VERSION,
  };
};
