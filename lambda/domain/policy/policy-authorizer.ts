import type { Authorizer } from '../playback/ports.ts';
import { playbackFacts, type TeamsByWorker } from './playback-facts.ts';
import type { PolicySet, Verdict } from './policy-set.ts';

/** A compiled policy set, its digest and the teams that its policies see. */
export interface PlaybackPolicies {
  readonly policySet: PolicySet;
  /** SHA-256 (hex) of the document that holds the policies and teams. Every audit event names it. */
  readonly sha256: string;
  readonly teams: TeamsByWorker;
}

/**
 * Returns an authorizer that applies the company's policies. An error inside a policy is a denial that names the
 * policy.
 */
export const policyAuthorizer = ({ policySet, sha256, teams }: PlaybackPolicies): Authorizer => ({
  decide: question => {
    const verdict = policySet(playbackFacts(question, teams));
    return { allowed: verdict.allowed, policyIds: verdict.policyIds, policySet: sha256, reason: reasonOf(verdict) };
  },
});

const reasonOf = ({ because, policyIds }: Verdict): string => {
  switch (because) {
    case 'permitted':
      return 'policy_permits';
    case 'forbidden':
      return `policy_forbids:${policyIds.join(',')}`;
    case 'failed':
      return `policy_failed:${policyIds.join(',')}`;
    case 'nothing_permits':
      return 'no_policy_permits';
  }
};
