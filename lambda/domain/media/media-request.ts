import type { Client } from '../playback/playback-request.ts';
import type { RangeRequest } from './byte-range.ts';
import type { LinkToken } from './lease/link-token.ts';

/** A request to the media endpoint. */
export interface MediaRequest {
  /** HEAD is answered like GET, without a body. */
  readonly method: 'GET' | 'HEAD';
  /** Undefined when the path holds no well-formed token. */
  readonly token: LinkToken | undefined;
  readonly range: RangeRequest;
  readonly client: Client;
  /** The gateway's id of the request. */
  readonly requestId: string;
  /** Aborted when the client is gone: reading from the bucket stops at once. */
  readonly signal: AbortSignal;
}

/** What leaves the endpoint for a live link. */
export interface MediaAnswer {
  readonly status: 200 | 206 | 416;
  readonly headers: Readonly<Record<string, string>>;
  /** Absent where the answer has none. Ends early only by throwing: the connection is then aborted, never ended. */
  readonly body?: AsyncIterable<Uint8Array>;
}
