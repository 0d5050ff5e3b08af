import type { Authorizer } from '../playback/ports.ts';
import { playbackFacts, type TeamsByWorker } from './playback-facts.ts';
import type { PolicySet, Verdict } from './policy-set.ts';

/** A compiled policy set with what belongs to it. */
export interface PlaybackPolicies {
  readonly policySet: PolicySet;
  /** SHA-256 (hex) of the document that the policies and teams were read from: names them in every audit event. */
  readonly sha256: string;
  readonly teams: TeamsByWorker;
}

/** Decides by the company's policies. Whatever goes wrong inside a policy is a denial that names it. */
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
