import type { AccessDecision } from '../../shared/access-decision.ts';
import type { AuditedCaller } from '../../shared/caller.ts';
import type { Client } from '../../shared/client.ts';
import type { Delivery } from '../../shared/delivery.ts';
import type { GroupedBy } from '../../shared/recording-group.ts';
import { roundedSeconds } from '../../shared/timeline/audio-timeline.ts';
import { type HeardAttributes, type HeardFacts, heardAttributes } from './heard-facts.ts';

/** Version of the events' attributes. */
export const AUDIT_SCHEMA_VERSION = 1;
/** Shards of a day's events. DynamoDB allows 1,000 writes a second in one index partition, so a day can have 8,000. */
export const DAY_SHARD_COUNT = 8;
/** The AccessAudit table's TTL attribute, epoch seconds; written only when the operator limits retention. */
export const AUDIT_TTL_ATTRIBUTE = 'retained_until';
/** Longest stored user agent, characters. An attacker must not be able to make an audit event large. */
const MAX_USER_AGENT_CHARS = 256;

export type AuditEventName =
  | 'link_issued'
  | 'denied'
  | 'not_playable'
  | 'media_opened'
  | 'media_fetched'
  | 'media_heard'
  | 'media_refused'
  | 'integrity_failed'
  | 'link_revoked';

/** The recording behind a new link: its size, and its length if it is known. */
interface LinkedRecording {
  readonly sizeBytes: number;
  readonly timeline?: { readonly offsetBytes: number; readonly seconds: number } | undefined;
  /** S3's access log tells who uses the link, and this deployment reads it. */
  readonly isLogged: boolean;
}

/** How a recording was asked for by the SID of its conference, call or task, and which recordings were considered. */
interface AskedGroup {
  readonly by: GroupedBy;
  readonly sid: string;
  /** The rule that chose among them: `first_playable`, `index=1`, `channel=2` or `channel=2,index=1`. */
  readonly choice: string;
  /** All recordings that were considered, in the order in which they started. */
  readonly candidateSids: readonly string[];
  /** Those that the caller may not play. */
  readonly deniedSids: readonly string[];
}

/**
 * One event about a recording, exactly as the product writes it to the AccessAudit table. Auditors query the table
 * directly and use these attribute names. The attribute of an absent fact is absent.
 */
export interface AuditEvent extends HeardAttributes {
  /** Partition key. The SID that was asked for if the request named a conference, call or task without a recording. */
  readonly recording_sid: string;
  /** Sort key: `<occurred_at>#<event_id>`. */
  readonly event_key: string;
  /** Partition key of the `by-day` index: `2026-11-24#0` … `#7`. */
  readonly day_shard: string;
  readonly event: AuditEventName;
  /** UUIDv7. */
  readonly event_id: string;
  /** ISO 8601, UTC, milliseconds. */
  readonly occurred_at: string;
  /** The Twilio account for which the user's token is valid, and of the recording. Absent in events of earlier versions. */
  readonly account_sid?: string;
  readonly worker_sid: string;
  readonly identity: string;
  /** The user's e-mail or other name. Key of the `by-name` index, where DynamoDB accepts no empty text: absent if unknown. */
  readonly realm_user_id?: string;
  readonly roles: readonly string[];
  readonly policy_ids: readonly string[];
  readonly policy_set: string;
  readonly reason: string;
  readonly delivery?: Delivery;
  readonly object_key?: string;
  readonly object_version?: string;
  /** ISO 8601, UTC. */
  readonly link_expires_at?: string;
  /** On events about a link that was issued earlier: the id of its `link_issued` event. */
  readonly link_event_id?: string;
  /** On `link_issued`: the bytes of the object before its audio, such as a header. */
  readonly audio_offset_bytes?: number;
  /** On `link_issued`: each use of this link of S3 is put on record as `media_fetched`. */
  readonly access_logged?: true;
  /** This and the next four: present if the request named a conference, call or task. */
  readonly asked_by?: GroupedBy;
  readonly asked_sid?: string;
  readonly choice?: string;
  readonly candidate_sids?: readonly string[];
  readonly denied_sids?: readonly string[];
  /** On `link_revoked`: who revoked it, an ARN as STS states it, or `unknown`. */
  readonly operator?: string;
  readonly source_ip: string;
  readonly user_agent: string;
  readonly request_id: string;
  readonly token_fingerprint: string;
  readonly schema_version: typeof AUDIT_SCHEMA_VERSION;
}

/** The facts of a new audit event: who, from where, which recording, which decision, which outcome. */
export interface AuditFacts {
  readonly event: AuditEventName;
  readonly eventId: string;
  readonly occurredAt: Date;
  readonly recordingSid: string;
  readonly requestId: string;
  readonly caller: AuditedCaller;
  readonly client: Client;
  readonly decision: AccessDecision;
  /** Defaults to the decision's own reason. */
  readonly reason?: string;
  readonly delivery?: Delivery;
  readonly object?: { readonly key: string; readonly versionId?: string };
  readonly linkExpiresAt?: Date;
  readonly linkEventId?: string;
  readonly heard?: HeardFacts;
  readonly linked?: LinkedRecording;
  /** Present if the request named a conference, call or task. */
  readonly asked?: AskedGroup;
  readonly operator?: string | undefined;
}

/** Returns the day's shard of an event. The last digits of a UUIDv7 are random, so the shards fill evenly. */
export const dayShard = (occurredAt: string, eventId: string): string =>
  `${occurredAt.slice(0, 10)}#${Number.parseInt(eventId.slice(-4), 16) % DAY_SHARD_COUNT}`;

/** Builds an audit event. All events about recordings are built here; `ruleEvent` builds those about changes of facts, and `chainEvent` those about the trail itself. */
export const auditEvent = (facts: AuditFacts): AuditEvent => {
  const occurredAt = facts.occurredAt.toISOString();
  return {
    recording_sid: facts.recordingSid,
    event_key: `${occurredAt}#${facts.eventId}`,
    day_shard: dayShard(occurredAt, facts.eventId),
    event: facts.event,
    event_id: facts.eventId,
    occurred_at: occurredAt,
    ...(facts.caller.accountSid && { account_sid: facts.caller.accountSid }),
    worker_sid: facts.caller.workerSid,
    identity: facts.caller.identity,
    ...(facts.caller.realmUserId !== '' && { realm_user_id: facts.caller.realmUserId }),
    roles: facts.caller.roles,
    policy_ids: facts.decision.policyIds,
    policy_set: facts.decision.policySet,
    reason: facts.reason ?? facts.decision.reason,
    ...(facts.delivery && { delivery: facts.delivery }),
    ...(facts.object && { object_key: facts.object.key }),
    ...(facts.object?.versionId && { object_version: facts.object.versionId }),
    ...(facts.linkExpiresAt && { link_expires_at: facts.linkExpiresAt.toISOString() }),
    ...(facts.linkEventId && { link_event_id: facts.linkEventId }),
    ...(facts.heard && heardAttributes(facts.heard)),
    ...(facts.linked && linkedAttributes(facts.linked)),
    ...(facts.asked && {
      asked_by: facts.asked.by,
      asked_sid: facts.asked.sid,
      choice: facts.asked.choice,
      candidate_sids: facts.asked.candidateSids,
      denied_sids: facts.asked.deniedSids,
    }),
    ...(facts.operator && { operator: facts.operator }),
    source_ip: facts.client.sourceIp,
    user_agent: facts.client.userAgent.slice(0, MAX_USER_AGENT_CHARS),
    request_id: facts.requestId,
    token_fingerprint: facts.caller.tokenFingerprint,
    schema_version: AUDIT_SCHEMA_VERSION,
  };
};

const linkedAttributes = ({ sizeBytes, timeline, isLogged }: LinkedRecording) => ({
  object_bytes: sizeBytes,
  ...(timeline && {
    recording_seconds: roundedSeconds(timeline.seconds),
    audio_offset_bytes: timeline.offsetBytes,
  }),
  ...(isLogged && { access_logged: true as const }),
});
