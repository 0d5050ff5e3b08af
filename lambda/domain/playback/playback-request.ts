import type { Client } from '../shared/client.ts';
import type { RecordingSid } from '../shared/recording-sid.ts';

/** A Flex JWE as the client sent it. Never logged, stored or returned; logs have its fingerprint instead (`fingerprintOf`). */
export type FlexToken = string & { readonly __brand: 'FlexToken' };

/** A well-formed request for a link. */
export interface PlaybackRequest {
  readonly recordingSid: RecordingSid;
  readonly token: FlexToken;
  readonly client: Client;
  /** The gateway's id of the request: the same in the gateway's access log, the function's log and the audit event. */
  readonly requestId: string;
}
