/** A Flex user whose token Twilio validated. Every field comes from Twilio's answer or the deployment, none from the request. */
export interface Caller {
  /** `AC…`: the Twilio account for which Twilio accepted the token. Absent in links of earlier versions. */
  readonly accountSid?: string | undefined;
  /** `WK…`; a token without one is refused. */
  readonly workerSid: string;
  /** Twilio's encoded identity, such as `user_40example_2Dcom`. */
  readonly identity: string;
  /** The identity provider's name for the user, such as `user@example.com`. */
  readonly realmUserId: string;
  /** Flex and Insights roles, such as `supervisor` or `wfo.full_access`. */
  readonly roles: readonly string[];
  /** When the token expires, epoch milliseconds. */
  readonly tokenExpiresAtMs: number;
  /** First 16 hex digits of the token's SHA-256. Equal in all audit events of one token; reveals nothing of the token. */
  readonly tokenFingerprint: string;
}

/** The facts about a caller that audit events contain. */
export type AuditedCaller = Omit<Caller, 'tokenExpiresAtMs'>;
