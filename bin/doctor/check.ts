import type { Examination } from './examination.ts';

/** All checks, in the order in which they are made. */
export type CheckId =
  | 'dns'
  | 'tls'
  | 'connection'
  | 'clock'
  | 'no-token'
  | 'origins'
  | 'header-room'
  | 'bucket'
  | 'encryption-keys'
  | 'answer'
  | 'token'
  | 'policies'
  | 'recording'
  | 'media'
  | 'media-cors'
  | 'callbacks'
  | 'catalog'
  | 'audit-event'
  | 'signing-key'
  | 'archive-lock'
  | 'chain'
  | 'verification'
  | 'public-access'
  | 'versioning'
  | 'access-log'
  | 'alarms'
  | 'subscriptions';

/** `yellow`: it works, and something should be changed. `not-checked`: nothing is known. */
export type CheckState = 'green' | 'yellow' | 'red' | 'not-checked';

export interface CheckResult {
  readonly state: CheckState;
  /** What was found; for `not-checked`, why it was not checked. Never a token or a link. */
  readonly found: string;
  /** What to do next. A green check has none. */
  readonly next?: string;
}

/** What a check needs besides the address of the deployment. */
export type Need = 'token' | 'recording' | 'stack';

/** One question about a deployment, which its title names. */
export interface Check {
  readonly id: CheckId;
  readonly title: string;
  readonly needs?: readonly Need[];
  /** The permissions of IAM with which it reads. */
  readonly permissions?: readonly string[];
  /** Checks that must not be red: this check would only find their problem again. */
  readonly after?: readonly CheckId[];
  readonly run: (examination: Examination) => Promise<CheckResult>;
}

export const green = (found: string): CheckResult => ({ state: 'green', found });
export const yellow = (found: string, next: string): CheckResult => ({ state: 'yellow', found, next });
export const red = (found: string, next: string): CheckResult => ({ state: 'red', found, next });
export const notChecked = (found: string, next?: string): CheckResult => ({
  state: 'not-checked',
  found,
  ...(next !== undefined && { next }),
});
