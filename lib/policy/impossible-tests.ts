import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import { engineProblems } from './engine-problem.ts';
import { operations } from './operations.ts';
import type { ParsedPolicy } from './parse-policies.ts';
import type { PolicyProblem } from './policy-problem.ts';
import { type PolicySource, placeOf, tokensOf } from './policy-source.ts';

/** The engine's word for what never holds. */
export const IMPOSSIBLE = /policy is impossible/;

/** Operators that compare entities, with their operands: what a slip turns into a test that never, or always, holds. */
const TESTS = {
  in: ['left', 'right'],
  is: ['left', 'entity_type'],
  '==': ['left', 'right'],
  '!=': ['left', 'right'],
};

/** A test of a policy, and the policy that consists of it alone. */
interface LoneTest {
  readonly policyId: string;
  readonly policy: ParsedPolicy;
  /** As the engine writes it. */
  readonly text: string;
  readonly alone: cedar.PolicyJson;
}

/**
 * Finds tests that can never hold, such as `resource in Role::"x"` (or, of `!=`, that always do). The engine reports
 * one only when the whole policy never applies because of it. Inside `unless` or beside an alternative it says nothing,
 * and an exception would silently never be made. So it is asked about each test alone.
 */
export const impossibleTests = (
  source: PolicySource,
  schema: PolicySource,
  named: ReadonlyMap<string, ParsedPolicy>,
): PolicyProblem[] => {
  const tests = [...named].flatMap(([policyId, policy]) => loneTests(policyId, policy));
  const answer = cedar.validate({
    validationSettings: { mode: 'strict' },
    schema: schema.text,
    policies: { staticPolicies: Object.fromEntries(tests.map(({ alone }, index) => [index, alone])) },
  });
  if (answer.type === 'failure') return engineProblems(schema, answer);
  const impossible = new Set(
    answer.validationWarnings.filter(({ error }) => IMPOSSIBLE.test(error.message)).map(({ policyId }) => policyId),
  );
  return tests.flatMap(({ policyId, policy, text }, index) => {
    if (!impossible.has(String(index))) return [];
    const earlier = tests.slice(0, index).filter(test => test.policyId === policyId && test.text === text).length;
    return [
      {
        file: source.file,
        ...placeOf(source.text, offsetOf(policy, text, earlier)),
        policyId,
        message: `for policy \`${policyId}\`, the test \`${text}\` has always the same outcome`,
        help: 'compare with the same type: principal is a User, in Roles; resource is a Recording, in nothing',
      },
    ];
  });
};

const loneTests = (policyId: string, policy: ParsedPolicy): LoneTest[] =>
  policy.form.conditions.flatMap(({ body }) =>
    [...operations(body, TESTS)].map(({ operator, operands }) => ({
      policyId,
      policy,
      text: textOf(policyOf({ [operator]: operands } as cedar.Expr)),
      alone: policyOf({ [operator === '!=' ? '==' : operator]: operands } as cedar.Expr),
    })),
  );

const policyOf = (body: cedar.Expr): cedar.PolicyJson => ({
  effect: 'permit',
  principal: { op: 'All' },
  action: { op: 'All' },
  resource: { op: 'All' },
  conditions: [{ kind: 'when', body }],
});

/** The test as the engine writes it: the tokens of its policy, without those that every such policy has around it. */
const textOf = (policy: cedar.PolicyJson): string => {
  const frame = tokensIn(policyOf({ Value: true }));
  const before = frame.tokens.findIndex(({ token }) => token === 'true');
  const after = frame.tokens.length - before - 1;
  const { text, tokens } = tokensIn(policy);
  const [first, last] = [tokens[before], tokens[tokens.length - after - 1]];
  return first && last ? text.slice(first.index, last.index + last.token.length) : '';
};

const tokensIn = (policy: cedar.PolicyJson) => {
  const answer = cedar.policyToText(policy);
  const text = answer.type === 'success' ? answer.text : '';
  return { text, tokens: [...tokensOf(text)] };
};

/** Where the policy makes the test for the n-th time; its beginning if it is written otherwise than the engine does. */
const offsetOf = ({ text, offset }: ParsedPolicy, test: string, earlier: number): number => {
  const tokens = [...tokensOf(text)];
  const sought = [...tokensOf(test)].map(({ token }) => token);
  const places = tokens.filter((_, index) => sought.every((token, nth) => tokens[index + nth]?.token === token));
  return offset + Buffer.byteLength(text.slice(0, places[earlier]?.index ?? 0));
};
