import { isIn, type PolicyRequest } from './entity-access.ts';
import { compileExpression, type Form, UnsupportedConstruct } from './expression.ts';
import { bool } from './type-checks.ts';
import { type EntityUid, entityUid, type Value } from './value.ts';

/** One policy in Cedar's JSON form. */
export interface PolicyForm {
  readonly effect: string;
  readonly principal: Form;
  readonly action: Form;
  readonly resource: Form;
  readonly conditions: readonly { readonly kind: string; readonly body: Form }[];
}

/** A policy set in Cedar's JSON form: policies by id. Templates are not supported. */
export interface PolicySetForm {
  readonly staticPolicies: Readonly<Record<string, PolicyForm>>;
}

/** What a policy set says to one request. */
export interface Verdict {
  readonly allowed: boolean;
  /** The policies that decided: those that failed, else those that forbid, else those that permit. Sorted. */
  readonly policyIds: readonly string[];
  readonly because: 'permitted' | 'forbidden' | 'nothing_permits' | 'failed';
}

/** A policy set, ready to decide. */
export type PolicySet = (request: PolicyRequest) => Verdict;

/**
 * Prepares a policy set. Throws `UnsupportedConstruct` for anything that the evaluator lacks.
 *
 * It decides as Cedar does (a matching `forbid` beats every `permit`, and without a permit the answer is no), but for
 * one rule, which is stricter: a policy that fails denies, where Cedar would pass over it. A forbid that fails must
 * not let anyone in.
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

/** An effect that is neither word must not become a permit. */
const isPermit = ({ effect }: PolicyForm): boolean => {
  if (effect !== 'permit' && effect !== 'forbid') throw new UnsupportedConstruct(`the effect ${effect}`);
  return effect === 'permit';
};

const compilePolicy = (form: PolicyForm): Applies => {
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

const compileScope = (variable: 'principal' | 'action' | 'resource', form: Form): Applies => {
  if (form.slot || form.in?.slot) throw new UnsupportedConstruct('a template slot');
  const within = (container: Value): Applies => {
    return request => isIn(request[variable], container, request);
  };
  if (form.op === 'All') return () => true;
  if (form.op === '==') {
    const { key } = uidOf(form.entity);
    return request => request[variable].key === key;
  }
  if (form.op === 'in') return within(form.entities ? form.entities.map(uidOf) : uidOf(form.entity));
  if (form.op === 'is') {
    const container = form.in && within(uidOf(form.in.entity));
    return request => request[variable].type === form.entity_type && (!container || container(request));
  }
  throw new UnsupportedConstruct(`${variable} ${form.op}`);
};

const uidOf = (form: Form): EntityUid => {
  const { type, id } = form.__entity ?? form;
  return entityUid(type, id);
};
