import type { AuditEvent } from '../../lambda/domain/audit/events/audit-event.ts';

/** A user as whom the page can ask for recordings. */
export interface PlayerUser {
  /** The key in the stack's description, such as `otherAgent`. */
  readonly key: string;
  readonly name: string;
  /** A short description of the role or token, such as `agent` or `supervisor, token expired`. */
  readonly role: string;
  /** A token of the Twilio stub. It is valid only in this process. */
  readonly token: string;
  /** The page shows the user's name in the audit trail by this SID. */
  readonly workerSid?: string;
}

/** The answer that a user can expect, with the policies that the repository ships. */
export interface ExpectedAnswer {
  /** The HTTP status of the answer to the request for a link. */
  readonly status: number;
  /** A sentence, such as `Denied: the recording is restricted, and this user does not have full access.` */
  readonly text: string;
}

/** What is known of a recorded call. */
export interface ListedCall {
  /** The agent's name and the queue. Absent: Twilio has not reported them. */
  readonly agent?: string;
  readonly queue?: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
}

/** A recording that the page offers. */
export interface PlayerRecording {
  readonly sid: string;
  readonly title: string;
  readonly encrypted: boolean;
  readonly restricted: boolean;
  readonly agentWorkerSid?: string;
  readonly call: ListedCall;
  /** By the user's key. */
  readonly expected: Readonly<Record<string, ExpectedAnswer>>;
}

/** The data of the page, as `GET /model.json` returns them. */
export interface PlayerModel {
  /** The full URL of the url-provider without the query: the page adds `recording_sid=`. */
  readonly urlProvider: string;
  /** The address of the auditor's desk. */
  readonly desk: string;
  readonly users: readonly PlayerUser[];
  readonly recordings: readonly PlayerRecording[];
}

/** How far a call of the start has come on its way to the player, as `GET /calls` returns it. */
export interface CallChain {
  readonly recordingSid: string;
  readonly title: string;
  /** The customer's call, and the task. Absent: the call has not arrived yet. */
  readonly callSid?: string;
  readonly taskSid?: string;
  /** Whether the catalog knows that the recording is complete. */
  readonly isCatalogued: boolean;
  /** Whether the attributes of the task name the recording. */
  readonly isAttached: boolean;
}

/** An audit item as it is stored. */
export type AuditItem = AuditEvent;

/** What a player serves: the model, the allowed media origins and the audit trail. */
export interface PlayerContent extends PlayerModel {
  /** Reads how far the calls of the start have come. Absent: the stack plays no calls. */
  readonly readCallChains?: () => Promise<readonly CallChain[]>;
  /** Origins of media links; the page's content security policy allows no others. */
  readonly mediaOrigins: readonly string[];
  /**
   * Reads the audit items whose `event_key` is greater than `sinceKey`, oldest first. Without `sinceKey`, reads all.
   * Rejects when the table cannot be read.
   */
  readonly readAuditEvents: (sinceKey?: string) => Promise<readonly AuditItem[]>;
}
