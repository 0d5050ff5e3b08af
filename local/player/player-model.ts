import type { AuditEvent } from '../../lambda/domain/audit/events/audit-event.ts';

/** Someone whom the person at the page can be. */
export interface PlayerUser {
  /** The name that the stack's description uses, such as `otherAgent`. */
  readonly key: string;
  readonly name: string;
  /** What decides: `supervisor`, `agent`, `guest`, or a few words such as `supervisor, token expired`. */
  readonly role: string;
  /** A demo token of the Twilio stub; worth nothing outside this process. */
  readonly token: string;
  /** Lets the audit trail show a name beside the SID. */
  readonly workerSid?: string;
}

/** A recording that the person at the page can ask for; the same shape as in the stack's description. */
export interface PlayerRecording {
  readonly sid: string;
  readonly title: string;
  readonly encrypted: boolean;
  readonly restricted: boolean;
  readonly agentWorkerSid?: string;
}

/** What the page needs to know, as `GET /model.json` answers it. */
export interface PlayerModel {
  /** The full URL as Flex would be given it, without the SID: the page adds `recording_sid=`. */
  readonly urlProvider: string;
  readonly users: readonly PlayerUser[];
  readonly recordings: readonly PlayerRecording[];
}

/** An audit item as it is stored. */
export type AuditItem = AuditEvent;

/** What a player serves: the model, where media may come from, and the audit trail. */
export interface PlayerContent extends PlayerModel {
  /** Origins that media links point to; the page's content security policy admits no others. */
  readonly mediaOrigins: readonly string[];
  /**
   * Audit items whose `event_key` is greater than `sinceKey`, oldest first; without it, all of them.
   * Rejects when the table cannot be read.
   */
  readonly auditEvents: (sinceKey?: string) => Promise<readonly AuditItem[]>;
}
