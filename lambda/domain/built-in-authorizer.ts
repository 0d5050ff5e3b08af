import type { AccessDecision } from './access-decision.ts';
import type { Authorizer } from './ports.ts';

const POLICY_SET = 'built-in-1';
const LISTENER_ROLES = new Set(['supervisor', 'admin']);
const PROCESS_MANAGER = 'wfo.quality_process_manager';

/**
 * Supervisors and admins may play every recording, unless their only Insights role is quality process manager:
 * Insights lets that one role see conversations but not play them. Everyone else may not.
 * Guests and tokens without a worker never get this far (`callerFrom` refuses them).
 */
export const builtInAuthorizer: Authorizer = {
  decide: ({ caller }): AccessDecision => {
    const insightsRoles = caller.roles.filter(role => role.startsWith('wfo.'));
    if (insightsRoles.length > 0 && insightsRoles.every(role => role === PROCESS_MANAGER)) {
      return {
        allowed: false,
        policyIds: ['process-managers-never'],
        policySet: POLICY_SET,
        reason: 'process_manager',
      };
    }
    return caller.roles.some(role => LISTENER_ROLES.has(role))
      ? { allowed: true, policyIds: ['supervisors-and-admins'], policySet: POLICY_SET, reason: 'role_permits' }
      : { allowed: false, policyIds: [], policySet: POLICY_SET, reason: 'no_policy_permits' };
  },
};
