import { createHash } from 'node:crypto';
import type { TeamsByWorker } from './playback-facts.ts';
import type { PlaybackPolicies } from './policy-authorizer.ts';
import { compilePolicySet, type PolicySetForm } from './policy-set.ts';

/** The file with the compiled policies, next to a function's code. Auditors download and hash it: do not rename it. */
export const POLICY_FILE = 'playback-policies.json';

/** The content of the file: the policies in Cedar's JSON form, and each worker's team. */
interface PolicyDocument {
  readonly policySet: PolicySetForm;
  readonly teams: TeamsByWorker;
}

/**
 * Reads a policy document. The digest is computed from the same bytes that are evaluated, so an audit event cannot name
 * another policy set than the one that decided. Throws when the document is unusable: the function then does not start
 * and denies every request.
 */
export const readPolicyDocument = (bytes: Uint8Array): PlaybackPolicies => {
  const { policySet, teams } = JSON.parse(Buffer.from(bytes).toString()) as PolicyDocument;
  return {
    policySet: compilePolicySet(policySet),
    sha256: createHash('sha256').update(bytes).digest('hex'),
    teams,
  };
};
