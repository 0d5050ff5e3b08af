import type { AccessDecision } from '../shared/access-decision.ts';
import type { AccessQuestion } from './access-question.ts';
import type { Authorizer } from './ports.ts';

/** Returns a denial that no policy made; `reason` says why. */
export const denial = (reason: string): AccessDecision => ({
  allowed: false,
  policyIds: [],
  policySet: 'none',
  reason,
});

/**
 * Calls the authorizer and returns its decision if it is complete and well-formed. Returns a denial if the authorizer
 * throws or returns anything else, such as a promise.
 */
export const safeDecision = (authorizer: Authorizer, question: AccessQuestion): AccessDecision => {
  try {
    const decision: unknown = authorizer.decide(question);
    return isDecision(decision) ? decision : denial('decision_malformed');
  } catch {
    return denial('decision_error');
  }
};

const isDecision = (value: unknown): value is AccessDecision => {
  if (typeof value !== 'object' || value === null) return false;
  const { allowed, policyIds, policySet, reason } = value as Partial<Record<keyof AccessDecision, unknown>>;
  return (
    typeof allowed === 'boolean' &&
    Array.isArray(policyIds) &&
    policyIds.every(isText) &&
    // An auditor must be able to name the policy that permitted the access.
    (!allowed || policyIds.length > 0) &&
    isText(policySet) &&
    isText(reason)
  );
};

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
