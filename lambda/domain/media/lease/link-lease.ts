import type { AccessDecision } from '../../playback/access-decision.ts';
import type { Client } from '../../playback/playback-request.ts';
import type { AuditedCaller } from '../../shared/caller.ts';
import type { EncryptionDetails } from '../../shared/encryption-details.ts';
import type { RecordingObject } from '../../shared/recording-object.ts';
import type { RecordingSid } from '../../shared/recording-sid.ts';
import { type LinkBinding, sameClient } from './link-binding.ts';

/**
 * The right to fetch one recording through the media endpoint for a while: what the access decision granted, complete,
 * so that one read serves a request. Its first request binds it to that client.
 */
export interface LinkLease {
  /** `linkHashOf` the token; the token itself is nowhere stored. */
  readonly linkHash: string;
  /** Id of the `link_issued` event that records the grant. */
  readonly eventId: string;
  readonly recordingSid: RecordingSid;
  readonly object: Omit<RecordingObject, 'archived'>;
  /** Present when Twilio encrypted the recording. */
  readonly encryption?: EncryptionDetails;
  readonly caller: AuditedCaller;
  readonly decision: AccessDecision;
  /** Whole seconds: the table's TTL has no finer grain. */
  readonly expiresAt: Date;
  /** Present from the first use on. */
  readonly opening?: LeaseOpening;
  /** Present once the opening is durable in the audit trail. */
  readonly openingRecordedAt?: Date;
  /** Present once an operator has ended the link. */
  readonly revocation?: LeaseRevocation;
}

/** The first use of a lease, with all that its audit event says, so that a second attempt to record it says the same. */
export interface LeaseOpening {
  readonly client: Client;
  readonly at: Date;
  readonly eventId: string;
  readonly requestId: string;
}

/** The end of a lease before its time; like the opening it holds all that its audit event says. */
export interface LeaseRevocation {
  readonly at: Date;
  readonly eventId: string;
  readonly requestId: string;
  /** Why, in the operator's words. */
  readonly reason: string;
  /** What the order was given with. */
  readonly tool: string;
}

/** Why a lease does not serve a request: the audit item's reason. */
export type LeaseRefusal = 'link_revoked' | 'link_expired' | 'other_client';

/** The refusal of a lease to a client at a time, or undefined when it serves. A lease not yet opened serves anyone. */
export const leaseRefusal = (
  lease: LinkLease,
  { client, binding, now }: { readonly client: Client; readonly binding: LinkBinding; readonly now: Date },
): LeaseRefusal | undefined => {
  if (lease.revocation) return 'link_revoked';
  // The table deletes expired items only within days.
  if (lease.expiresAt.getTime() <= now.getTime()) return 'link_expired';
  return lease.opening && !sameClient(lease.opening.client, client, binding) ? 'other_client' : undefined;
};
