import type { ActionConstraint, EntityUidJson, PolicyJson, PrincipalConstraint } from '@cedar-policy/cedar-wasm/nodejs';
import { isIn, type PolicyRequest } from './entity-access.ts';
import { compileExpression, UnsupportedConstruct } from './expression.ts';
import { bool } from './type-checks.ts';
import { type EntityUid, entityUid, type Value } from './value.ts';

/** A policy set in Cedar's JSON form: policies by id. Templates are not supported. */
export interface PolicySetForm {
  readonly staticPolicies: Readonly<Record<string, PolicyJson>>;
}

/** What a policy set decides about one request. */
export interface Verdict {
  readonly allowed: boolean;
  /** The deciding policies, sorted: the failed ones, else the ones that forbid, else the ones that permit. */
  readonly policyIds: readonly string[];
  readonly because: 'permitted' | 'forbidden' | 'nothing_permits' | 'failed';
}

/** A compiled policy set. It decides about a request. */
export type PolicySet = (request: PolicyRequest) => Verdict;

/**
 * Compiles a policy set. Throws `UnsupportedConstruct` for anything that the evaluator does not support.
 *
 * It decides as Cedar does: a matching `forbid` overrides every `permit`, and without a permit the request is denied.
 * One rule is stricter: a policy that fails denies the request, where Cedar skips that policy. Otherwise an error in a
 * `forbid` would allow what it should deny.
 */
export const compilePolicySet = ({ staticPolicies }: PolicySetForm): PolicySet => {
  const policies = Object.entries(staticPolicies)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([id, form]) => ({ id, permits: isPermit(form), applies: compilePolicy(form) }));

  return request => {
    const failed: string[] = [];
    const forbidding: string[] = [];
    const permitting: string[] = [];
    for (const { id, permits, applies } of policies) {
      try {
        if (applies(request)) (permits ? permitting : forbidding).push(id);
      } catch {
        failed.push(id);
      }
    }
    if (failed.length > 0) return { allowed: false, policyIds: failed, because: 'failed' };
    if (forbidding.length > 0) return { allowed: false, policyIds: forbidding, because: 'forbidden' };
    if (permitting.length > 0) return { allowed: true, policyIds: permitting, because: 'permitted' };
    return { allowed: false, policyIds: [], because: 'nothing_permits' };
  };
};

type Applies = (request: PolicyRequest) => boolean;

/** Returns whether the effect is `permit`. Throws `UnsupportedConstruct` for an unknown effect: it must not permit. */
const isPermit = ({ effect }: PolicyJson): boolean => {
  if (effect === 'permit') return true;
  if (effect === 'forbid') return false;
  throw new UnsupportedConstruct(`the effect ${effect}`);
};

const compilePolicy = (form: PolicyJson): Applies => {
  const scopes = (['principal', 'action', 'resource'] as const).map(variable => compileScope(variable, form[variable]));
  const conditions = form.conditions.map(({ kind, body }): Applies => {
    const holds = compileExpression(body);
    if (kind === 'when') return request => bool(holds(request));
    if (kind === 'unless') return request => !bool(holds(request));
    throw new UnsupportedConstruct(kind);
  });
  const all = [...scopes, ...conditions];
  return request => all.every(applies => applies(request));
};

type Variable = 'principal' | 'action' | 'resource';

const compileScope = (variable: Variable, scope: PrincipalConstraint | ActionConstraint): Applies => {
  const within = (container: Value): Applies => {
    return request => isIn(request[variable], container, request);
  };
  switch (scope.op) {
    case 'All':
      return () => true;
    case '==': {
      const { key } = uidIn(scope);
      return request => request[variable].key === key;
    }
    case 'in':
      return within('entities' in scope ? scope.entities.map(uidOf) : uidIn(scope));
    case 'is': {
      const container = scope.in && within(uidIn(scope.in));
      return request => request[variable].type === scope.entity_type && (!container || container(request));
    }
    default:
      throw new UnsupportedConstruct(`${variable} ${(scope as { readonly op: string }).op}`);
  }
};

/** Returns the entity of a scope. Throws `UnsupportedConstruct` for a template slot in place of an entity. */
const uidIn = (scope: { readonly entity: EntityUidJson } | { readonly slot: string }): EntityUid => {
  if ('slot' in scope) throw new UnsupportedConstruct('a template slot');
  return uidOf(scope.entity);
};

const uidOf = (form: EntityUidJson): EntityUid => {
  const { type, id } = '__entity' in form ? form.__entity : form;
  return entityUid(type, id);
};
