import { createHash } from 'node:crypto';
import type { TeamsByWorker } from './playback-facts.ts';
import type { PlaybackPolicies } from './policy-authorizer.ts';
import { compilePolicySet, type PolicySetForm } from './policy-set.ts';

/** The compiled policies' file beside a function's code. The name is an interface: auditors fetch the file and hash it. */
export const POLICY_FILE = 'playback-policies.json';

/** What the file holds: policies in Cedar's own JSON form, and who is in which team. */
export interface PolicyDocument {
  readonly policySet: PolicySetForm;
  readonly teams: TeamsByWorker;
}

/**
 * Reads a policy document. The digest is taken of the very bytes that are evaluated, so an audit event cannot name a set
 * other than the one that decided. Throws when it is unusable: a function does not start then, and nobody is let in.
 */
export const readPolicyDocument = (bytes: Uint8Array): PlaybackPolicies => {
  const { policySet, teams } = JSON.parse(Buffer.from(bytes).toString()) as PolicyDocument;
  return {
    policySet: compilePolicySet(policySet),
    sha256: createHash('sha256').update(bytes).digest('hex'),
    teams,
  };
};
