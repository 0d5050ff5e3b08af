/** What was decided about a caller and a recording, with what an auditor needs to reproduce it. */
export interface AccessDecision {
  readonly allowed: boolean;
  /** Ids of the policies that decided; empty when nothing permitted. */
  readonly policyIds: readonly string[];
  /** Identifies the exact policy set: SHA-256 (hex) of it, or a version name for built-in rules. */
  readonly policySet: string;
  /** A stable snake_case word or two, for the log and the audit item. */
  readonly reason: string;
}
