import type { AccessDecision } from '../../shared/access-decision.ts';
import type { Caller } from '../../shared/caller.ts';
import type { Client } from '../../shared/client.ts';
import type { Delivery } from '../../shared/delivery.ts';
import type { EncryptionDetails } from '../../shared/encryption-details.ts';
import type { Failure } from '../../shared/failure.ts';
import type { RecordingObject } from '../../shared/recording-object.ts';
import type { RecordingSid } from '../../shared/recording-sid.ts';
import type { Result } from '../../shared/result.ts';

/** A positive decision about one recording, from which exactly one link is made. */
export interface Grant {
  /** Id of the audit event that records this grant. */
  readonly eventId: string;
  readonly caller: Caller;
  readonly decision: AccessDecision;
  readonly client: Client;
  readonly recordingSid: RecordingSid;
  readonly object: RecordingObject;
  /** Present when Twilio encrypted the recording. */
  readonly encryption?: EncryptionDetails;
  readonly issuedAt: Date;
  readonly ttlSeconds: number;
}

/**
 * A link that exists only in this process until its audit event is durable. `activate` makes the link work: it stores the
 * lease of a streamed link, and does nothing for a presigned link. It runs at the same time as the audit write.
 */
export interface PreparedLink {
  /** Returns the link. Makes the signature of a presigned link, which is work that needs no other service and cannot fail. */
  readonly url: () => string;
  readonly delivery: Delivery;
  readonly expiresAt: Date;
  readonly activate: () => Promise<Result<void, Failure>>;
}
