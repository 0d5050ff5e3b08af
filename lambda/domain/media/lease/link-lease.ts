import type { AccessDecision } from '../../shared/access-decision.ts';
import type { AuditedCaller } from '../../shared/caller.ts';
import type { Client } from '../../shared/client.ts';
import type { EncryptionDetails } from '../../shared/encryption-details.ts';
import type { RecordingObject } from '../../shared/recording-object.ts';
import type { RecordingSid } from '../../shared/recording-sid.ts';
import { type LinkBinding, sameClient } from './link-binding.ts';

/**
 * The right to fetch one recording through the media endpoint until a given time. It contains everything that the access
 * decision granted, so that a request needs one read. Its first request binds it to a client.
 */
export interface LinkLease {
  /** `linkHashOf` the token. The token itself is not stored. */
  readonly linkHash: string;
  /** Id of the `link_issued` event that records the grant. */
  readonly eventId: string;
  readonly recordingSid: RecordingSid;
  readonly object: RecordingObject;
  /** Present when Twilio encrypted the recording. */
  readonly encryption?: EncryptionDetails;
  readonly caller: AuditedCaller;
  readonly decision: AccessDecision;
  /** Whole seconds, like the table's TTL. */
  readonly expiresAt: Date;
  /** Present after the first use. */
  readonly opening?: LeaseOpening;
  /** Present once the opening is durable in the audit trail. */
  readonly openingRecordedAt?: Date;
  /** Present once an operator has ended the link. */
  readonly revocation?: LeaseRevocation;
  /** Refusals and failures of the link, each once; absent while there are none. */
  readonly incidents?: readonly LeaseIncident[];
}

/** The first use of a lease, with all facts of its audit event, so that a second attempt to record it writes the same event. */
export interface LeaseOpening {
  readonly client: Client;
  readonly at: Date;
  readonly eventId: string;
  readonly requestId: string;
}

/** The end of a lease before it expires. Like the opening, it has all facts of its audit event. */
export interface LeaseRevocation {
  readonly at: Date;
  readonly eventId: string;
  readonly requestId: string;
  /** The reason, as the operator wrote it. */
  readonly reason: string;
  /** The tool with which the operator revoked the link. */
  readonly tool: string;
  /** The operator's ARN as STS states it, or `unknown`. Absent in revocations of earlier versions. */
  readonly operator?: string | undefined;
}

/**
 * A refusal or failure of a lease, recorded once. Like the opening, it has all facts of its audit event, which describes
 * the first occurrence.
 */
export interface LeaseIncident extends LeaseOpening {
  /** `incidentId` of the same event, reason and client. */
  readonly id: string;
  readonly event: IncidentEvent;
  readonly reason: string;
  /** Whether it is durable in the audit trail. */
  readonly isRecorded: boolean;
}

export type IncidentEvent = 'media_refused' | 'integrity_failed' | 'not_playable';

/** Why a lease is not valid for a request; the reason in the audit event. */
export type LeaseRefusal = 'link_revoked' | 'link_expired' | 'other_client';

/** Returns why a lease is not valid for a client at a time; undefined if it is. A lease is valid for anyone until it is opened. */
export const leaseRefusal = (
  lease: LinkLease,
  { client, binding, now }: { readonly client: Client; readonly binding: LinkBinding; readonly now: Date },
): LeaseRefusal | undefined => {
  const end = leaseEnd(lease, now);
  if (end) return end;
  return lease.opening && !sameClient(lease.opening.client, client, binding) ? 'other_client' : undefined;
};

/** Returns what has ended a lease; undefined if it is live. The table deletes expired items only within days. */
export const leaseEnd = (
  { revocation, expiresAt }: Pick<LinkLease, 'revocation' | 'expiresAt'>,
  now: Date,
): 'link_revoked' | 'link_expired' | undefined => {
  if (revocation) return 'link_revoked';
  return expiresAt.getTime() <= now.getTime() ? 'link_expired' : undefined;
};
