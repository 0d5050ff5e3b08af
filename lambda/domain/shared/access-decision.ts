/** The decision about a caller and a recording, with the facts that an auditor needs to reproduce it. */
export interface AccessDecision {
  readonly allowed: boolean;
  /** Ids of the policies that decided; empty if no policy permitted. */
  readonly policyIds: readonly string[];
  /** Identifies the exact policy set: SHA-256 (hex) of it, or a version name for built-in rules. */
  readonly policySet: string;
  /** A stable code in snake_case, for the log and the audit event. */
  readonly reason: string;
}
