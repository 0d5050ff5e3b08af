import type { Conditions } from 'aws-cdk-lib/aws-iam';

/** A permission, and the environment variables that belong to it. */
export interface Allowance {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: Conditions;
  /** For functions; a person's policy has no variables. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Somebody who can get permissions: a function, or a person through a policy. */
export interface Grantee {
  allow(allowance: Allowance): void;
}
