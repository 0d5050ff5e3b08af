import type { Caller } from '../shared/caller.ts';
import type { EncryptionDetails } from '../shared/encryption-details.ts';
import type { Failure } from '../shared/failure.ts';
import type { RecordingObject } from '../shared/recording-object.ts';
import type { RecordingSid } from '../shared/recording-sid.ts';
import type { Result } from '../shared/result.ts';
import type { AccessDecision } from './access-decision.ts';
import type { Client } from './playback-request.ts';

/** How the bytes reach the listener: straight from S3 by a presigned URL, or through the media endpoint. */
export type Delivery = 's3' | 'stream';

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
 * A link that exists only in this process until its audit event is durable.
 * `activate` does what the link needs to work (storing a lease; nothing for a presigned link) and runs beside the audit put.
 */
export interface PreparedLink {
  readonly url: string;
  readonly delivery: Delivery;
  readonly expiresAt: Date;
  readonly activate: () => Promise<Result<void, Failure>>;
}
