import type { RecordingSid } from '../shared/recording-sid.ts';

/** A Flex JWE as the client sent it. Never logged, stored or returned; `fingerprintOf` gives its traceable stand-in. */
export type FlexToken = string & { readonly __brand: 'FlexToken' };

/** Where a request came from, as the gateway saw it; header values are cut to a bounded length by the parser. */
export interface Client {
  readonly sourceIp: string;
  readonly userAgent: string;
}

/** A well-formed request for a link. The SID is the only thing in it that the client chose. */
export interface PlaybackRequest {
  readonly recordingSid: RecordingSid;
  readonly token: FlexToken;
  readonly client: Client;
  /** The gateway's id of the request: joins the gateway's access log, the function's log and the audit item. */
  readonly requestId: string;
}
