import './steady-engine.ts';
import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import type { PolicyRequest } from '../../../lambda/domain/policy/entity-access.ts';
import type { PolicySet, PolicySetForm, Verdict } from '../../../lambda/domain/policy/policy-set.ts';
import { entitiesToJson, recordToJson, uidToJson } from '../../../lib/policy/cedar-json.ts';
import { generatePolicy } from './generate-policy.ts';
import { type Reel, Tape } from './tape.ts';
import { generateRequest } from './world.ts';

/** A generated policy set, in both forms, with requests about generated entities. */
export interface OracleCase {
  readonly texts: Readonly<Record<string, string>>;
  readonly form: PolicySetForm;
  readonly requests: readonly PolicyRequest[];
}

/** Reads a case from a tape. Policies are written as text, and the engine converts them to JSON, as in production. */
export const caseFrom = (reel: Reel, requestCount: number): OracleCase => {
  const tape = new Tape(reel);
  const texts: Record<string, string> = {};
  const staticPolicies: Record<string, cedar.PolicyJson> = {};
  for (let index = 0, count = 1 + tape.below(4); index < count; index++) {
    const id = `p${index}`;
    const text = generatePolicy(tape);
    const answer = cedar.policyToJson(text);
    if (answer.type === 'failure') throw new Error(`${answer.errors[0]?.message}: ${text}`);
    texts[id] = text;
    staticPolicies[id] = answer.json;
  }
  return {
    texts,
    form: { staticPolicies },
    requests: Array.from({ length: requestCount }, () => generateRequest(tape)),
  };
};

/** The official engine. It returns its decisions as the evaluator's verdicts: a policy that fails denies. */
class Oracle {
  constructor(texts: Readonly<Record<string, string>>) {
    const answer = cedar.preparsePolicySet('oracle', { staticPolicies: { ...texts } });
    if (answer.type === 'failure') throw new Error(answer.errors[0]?.message);
  }

  verdict(request: PolicyRequest): Verdict {
    const answer = cedar.statefulIsAuthorized({
      principal: uidToJson(request.principal),
      action: uidToJson(request.action),
      resource: uidToJson(request.resource),
      context: recordToJson(request.context),
      entities: entitiesToJson(request.entities.values()),
      preparsedPolicySetId: 'oracle',
    });
    if (answer.type === 'failure') throw new Error(answer.errors[0]?.message);
    const { decision, diagnostics } = answer.response;
    const failed = diagnostics.errors.map(({ policyId }) => policyId).sort();
    if (failed.length > 0) return { allowed: false, policyIds: failed, because: 'failed' };
    const policyIds = [...diagnostics.reason].sort();
    if (decision === 'allow') return { allowed: true, policyIds, because: 'permitted' };
    return { allowed: false, policyIds, because: policyIds.length > 0 ? 'forbidden' : 'nothing_permits' };
  }
}

/** A request on which the evaluator and the engine differ. */
export interface Disagreement {
  readonly expected: Verdict;
  readonly actual: Verdict;
}

/** Evaluates every request of a case with both. Calls `seen` with each of the engine's verdicts. */
export const disagreements = (
  { texts, requests }: OracleCase,
  policySet: PolicySet,
  seen: (verdict: Verdict) => void = () => {},
): readonly Disagreement[] => {
  const oracle = new Oracle(texts);
  return requests.flatMap(request => {
    const expected = oracle.verdict(request);
    seen(expected);
    const actual = policySet(request);
    return JSON.stringify(actual) === JSON.stringify(expected) ? [] : [{ expected, actual }];
  });
};
