import type { Client } from '../shared/client.ts';
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
}
