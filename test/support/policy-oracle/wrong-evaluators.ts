import type { PolicyJson } from '@cedar-policy/cedar-wasm/nodejs';
import type { PolicyRequest } from '../../../lambda/domain/policy/entity-access.ts';
import { compilePolicySet, type PolicySet, type PolicySetForm } from '../../../lambda/domain/policy/policy-set.ts';

/** Evaluators with likely mistakes. They show that the comparison with the engine finds such mistakes. */
export const wrongEvaluators: Readonly<Record<string, (form: PolicySetForm) => PolicySet>> = {
  'takes <= for <': form => compilePolicySet(renameConstruct(form, '<=', '<')),
  'takes containsAny for containsAll': form => compilePolicySet(renameConstruct(form, 'containsAny', 'containsAll')),
  'looks one level up the hierarchy only': form => {
    const policySet = compilePolicySet(form);
    return request => policySet(withoutGrandparents(request));
  },
  'passes over a policy that fails': form => {
    const alone = Object.entries(form.staticPolicies).map(
      ([id, policy]) => [id, policy, compilePolicySet({ staticPolicies: { [id]: policy } })] as const,
    );
    return request => {
      const sound = alone.filter(([, , policySet]) => policySet(request).because !== 'failed');
      return compilePolicySet({ staticPolicies: Object.fromEntries(sound) })(request);
    };
  },
  'lets a permit beat a forbid': form => {
    const policySet = compilePolicySet(form);
    const permits = Object.entries(form.staticPolicies).filter(([, policy]) => policy.effect === 'permit');
    const permitsOnly = compilePolicySet({ staticPolicies: Object.fromEntries(permits) });
    return request => {
      const verdict = policySet(request);
      return verdict.because === 'forbidden' ? permitsOnly(request) : verdict;
    };
  },
};

const renameConstruct = ({ staticPolicies }: PolicySetForm, from: string, to: string): PolicySetForm => {
  const rename = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(rename);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key === from ? to : key, rename(part)]));
  };
  return {
    staticPolicies: Object.fromEntries(
      Object.entries(staticPolicies).map(([id, policy]) => [
        id,
        { ...policy, conditions: rename(policy.conditions) as PolicyJson['conditions'] },
      ]),
    ),
  };
};

const withoutGrandparents = (request: PolicyRequest): PolicyRequest => ({
  ...request,
  entities: new Map(
    [...request.entities].map(([key, entity]) => [
      key,
      entity.uid.type === 'Role' ? { ...entity, parents: [] } : entity,
    ]),
  ),
});
