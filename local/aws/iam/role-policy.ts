import type { PolicyStatement } from '../../template/roles.ts';
import { type AccessContext, conditionsHold } from './policy-condition.ts';
import { matchesArn, matchesWildcard } from './wildcard.ts';

/** A permission that a call needs. A call can need several. */
export interface Permission {
  /** Such as `s3:GetObject`. */
  readonly action: string;
  /** An ARN, or `*` for actions without a resource. */
  readonly resource: string;
  readonly context?: AccessContext;
}

export type Verdict = 'allowed' | 'explicit_deny' | 'no_allow';

/**
 * Decides about a permission by the statements of a role, as IAM does: a matching Deny denies, otherwise a matching Allow
 * is needed. Actions are compared without regard to case, resources with regard to it. An unknown condition operator or
 * key is decided against the caller, and `reportUnknown` receives its name.
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
