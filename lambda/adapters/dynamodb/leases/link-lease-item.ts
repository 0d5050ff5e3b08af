import type {
  IncidentEvent,
  LeaseIncident,
  LeaseOpening,
  LeaseRevocation,
  LinkLease,
} from '../../../domain/media/lease/link-lease.ts';
import type { AudioContentType } from '../../../domain/shared/audio-content-type.ts';
import type { RecordingSid } from '../../../domain/shared/recording-sid.ts';
import { type CallerItem, callerItem, callerOfItem } from '../caller-item.ts';
import { type TimelineItem, timelineItem, timelineOfItem } from '../coverage/timeline-item.ts';
import { type EncryptionItem, encryptionDetailsOf, encryptionItemOf } from '../encryption-item.ts';

/**
 * A lease as the MediaLinks table stores it. Attribute names are for people. Times are in ISO 8601, except the TTL attribute:
 * DynamoDB requires epoch seconds there.
 */
export interface LinkLeaseItem extends CallerItem {
  readonly link_hash: string;
  readonly event_id: string;
  readonly recording_sid: string;
  readonly object_key: string;
  readonly object_version?: string;
  readonly etag: string;
  readonly size_bytes: number;
  readonly content_type?: AudioContentType;
  readonly timeline?: TimelineItem;
  readonly encryption?: EncryptionItem;
  readonly policy_ids: readonly string[];
  readonly policy_set: string;
  readonly policy_reason: string;
  readonly expires_at: number;
  readonly client?: ClientItem;
  readonly opened_at?: string;
  readonly opening_event_id?: string;
  readonly opening_request_id?: string;
  readonly opening_recorded_at?: string;
  readonly revocation?: RevocationItem;
  readonly incidents?: readonly IncidentItem[];
  /** Ids of recorded `incidents`, as `plainItem` returns a set. The set `incident_ids`, for conditions only, has all ids. */
  readonly recorded_incident_ids?: { readonly $SS: readonly string[] };
}

interface IncidentItem {
  readonly id: string;
  readonly event: string;
  readonly reason: string;
  readonly client: ClientItem;
  readonly at: string;
  readonly event_id: string;
  readonly request_id: string;
}

interface RevocationItem {
  readonly at: string;
  readonly event_id: string;
  readonly request_id: string;
  readonly reason: string;
  readonly tool: string;
  readonly operator?: string | undefined;
}

interface ClientItem {
  readonly source_ip: string;
  readonly user_agent: string;
}

/** Returns the item of a new lease. */
export const itemOf = ({ object, encryption, caller, decision, ...lease }: LinkLease): LinkLeaseItem => ({
  link_hash: lease.linkHash,
  event_id: lease.eventId,
  recording_sid: lease.recordingSid,
  object_key: object.key,
  ...(object.versionId && { object_version: object.versionId }),
  etag: object.etag,
  size_bytes: object.sizeBytes,
  ...(object.contentType && { content_type: object.contentType }),
  ...(object.timeline && { timeline: timelineItem(object.timeline) }),
  ...(encryption && { encryption: encryptionItemOf(encryption) }),
  ...callerItem(caller),
  policy_ids: decision.policyIds,
  policy_set: decision.policySet,
  policy_reason: decision.reason,
  expires_at: lease.expiresAt.getTime() / 1000,
});

/** Returns the attributes that the first use adds to a lease. */
export const openingAttributes = ({ client, at, eventId, requestId }: LeaseOpening) => ({
  client: { source_ip: client.sourceIp, user_agent: client.userAgent } satisfies ClientItem,
  opened_at: at.toISOString(),
  opening_event_id: eventId,
  opening_request_id: requestId,
});

/** Returns the attribute that a revocation adds to a lease. */
export const revocationAttribute = ({
  at,
  eventId,
  requestId,
  reason,
  tool,
  operator,
}: LeaseRevocation): RevocationItem => ({
  at: at.toISOString(),
  event_id: eventId,
  request_id: requestId,
  reason,
  tool,
  ...(operator && { operator }),
});

/** Returns the member that an incident adds to a lease's list of incidents. */
export const incidentItem = ({ id, event, reason, client, at, eventId, requestId }: LeaseIncident): IncidentItem => ({
  id,
  event,
  reason,
  client: { source_ip: client.sourceIp, user_agent: client.userAgent },
  at: at.toISOString(),
  event_id: eventId,
  request_id: requestId,
});

/** Returns the lease that an item of the table represents. */
export const leaseOf = (item: LinkLeaseItem): LinkLease => {
  const opening = openingOf(item);
  return {
    linkHash: item.link_hash,
    eventId: item.event_id,
    // Only the url-provider writes leases, for SIDs that it has checked.
    recordingSid: item.recording_sid as RecordingSid,
    object: {
      key: item.object_key,
      ...(item.object_version && { versionId: item.object_version }),
      etag: item.etag,
      sizeBytes: item.size_bytes,
      ...(item.content_type && { contentType: item.content_type }),
      ...(item.timeline && { timeline: timelineOfItem(item.timeline) }),
    },
    ...(item.encryption && { encryption: encryptionDetailsOf(item.encryption) }),
    caller: callerOfItem(item),
    decision: { allowed: true, policyIds: item.policy_ids, policySet: item.policy_set, reason: item.policy_reason },
    expiresAt: new Date(item.expires_at * 1000),
    ...(opening && { opening }),
    ...(item.opening_recorded_at && { openingRecordedAt: new Date(item.opening_recorded_at) }),
    ...(item.revocation && { revocation: revocationOf(item.revocation) }),
    ...(item.incidents && { incidents: item.incidents.map(incident => incidentOf(incident, item)) }),
  };
};

const openingOf = (item: LinkLeaseItem): LeaseOpening | undefined =>
  item.client && item.opened_at && item.opening_event_id
    ? {
        client: { sourceIp: item.client.source_ip, userAgent: item.client.user_agent },
        at: new Date(item.opened_at),
        eventId: item.opening_event_id,
        requestId: item.opening_request_id ?? '',
      }
    : undefined;

const revocationOf = ({ at, event_id, request_id, reason, tool, operator }: RevocationItem): LeaseRevocation => ({
  at: new Date(at),
  eventId: event_id,
  requestId: request_id,
  reason,
  tool,
  ...(operator && { operator }),
});

const incidentOf = (incident: IncidentItem, { recorded_incident_ids }: LinkLeaseItem): LeaseIncident => ({
  id: incident.id,
  // Only the media function writes incidents.
  event: incident.event as IncidentEvent,
  reason: incident.reason,
  client: { sourceIp: incident.client.source_ip, userAgent: incident.client.user_agent },
  at: new Date(incident.at),
  eventId: incident.event_id,
  requestId: incident.request_id,
  isRecorded: recorded_incident_ids?.$SS.includes(incident.id) ?? false,
});
