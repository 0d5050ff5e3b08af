import type { PolicyStatement } from '../../template/roles.ts';
import { type AccessContext, conditionsHold } from './policy-condition.ts';
import { matchesArn, matchesWildcard } from './wildcard.ts';

/** One thing that a call needs permission for; a call may need several. */
export interface Permission {
  /** Such as `s3:GetObject`. */
  readonly action: string;
  /** ARN, or `*` for actions that know no resource. */
  readonly resource: string;
  readonly context?: AccessContext;
}

export type Verdict = 'allowed' | 'explicit_deny' | 'no_allow';

/**
 * What a role's policies say about one permission, by IAM's rule: a Deny that matches wins, else an Allow has to match.
 * Actions compare without regard to case, resources with it. `reportUnknown` hears of each condition operator and key
 * that is not understood; it is decided against the caller.
 */
export const judge = (
  statements: readonly PolicyStatement[],
  permission: Permission,
  reportUnknown: (name: string) => void,
): Verdict => {
  const action = permission.action.toLowerCase();
  const matching = statements.filter(
    statement =>
      statement.actions.some(pattern => matchesWildcard(pattern.toLowerCase(), action)) &&
      statement.resources.some(pattern => matchesArn(pattern, permission.resource)) &&
      conditionsHold(statement, permission.context ?? {}, reportUnknown),
  );
  if (matching.some(({ effect }) => effect === 'Deny')) return 'explicit_deny';
  return matching.length > 0 ? 'allowed' : 'no_allow';
};
