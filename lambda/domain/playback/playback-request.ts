import type { Client } from '../shared/client.ts';
import type { RecordingGroup } from '../shared/recording-group.ts';
import type { RecordingSid } from '../shared/recording-sid.ts';
import type { RecordingChoice } from './group/recording-choice.ts';

/** A Flex JWE as the client sent it. Never logged, stored or returned; logs have its fingerprint instead (`fingerprintOf`). */
export type FlexToken = string & { readonly __brand: 'FlexToken' };

/** A well-formed request for a link: to a recording, or to one of a group. */
export type PlaybackRequest = RecordingRequest | GroupRequest;

/** A request that names the recording. */
export interface RecordingRequest extends Requester {
  readonly recordingSid: RecordingSid;
}

/** A request that names the conference, call or task of the recording. */
export interface GroupRequest extends Requester {
  readonly group: RecordingGroup;
  /** Which of several recordings. */
  readonly choice: RecordingChoice;
}

interface Requester {
  readonly token: FlexToken;
  readonly client: Client;
  /** The gateway's id of the request: the same in the gateway's access log, the function's log and the audit event. */
  readonly requestId: string;
}
