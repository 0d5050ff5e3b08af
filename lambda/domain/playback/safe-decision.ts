import type { AccessDecision, AccessQuestion } from './access-decision.ts';
import type { Authorizer } from './ports.ts';

/** The denial when no policy could be asked: `reason` says why not. */
export const denial = (reason: string): AccessDecision => ({
  allowed: false,
  policyIds: [],
  policySet: 'none',
  reason,
});

/**
 * Asks the authorizer and believes only a whole, well-formed answer. One that throws, or answers something else, a
 * promise for instance, denies: whatever cannot be read must never pass as a yes.
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
    // An auditor must be able to name the policy that let someone in.
    (!allowed || policyIds.length > 0) &&
    isText(policySet) &&
    isText(reason)
  );
};

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
