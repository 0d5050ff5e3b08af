import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import { engineProblems } from './engine-problem.ts';
import { operations } from './operations.ts';
import type { ParsedPolicy } from './parse-policies.ts';
import type { PolicyProblem } from './policy-problem.ts';
import { type PolicySource, placeOf, tokensOf } from './policy-source.ts';

/** How the engine describes a policy that can never apply. */
export const IMPOSSIBLE = /policy is impossible/;

/** Operators that compare entities, with their operands. With a wrong type, such a test always has the same result. */
const TESTS = {
  in: ['left', 'right'],
  is: ['left', 'entity_type'],
  '==': ['left', 'right'],
  '!=': ['left', 'right'],
};

/** One test of a policy, and a policy that consists of only this test. */
interface IsolatedTest {
  readonly policyId: string;
  readonly policy: ParsedPolicy;
  /** The test in the engine's formatting. */
  readonly text: string;
  readonly alone: cedar.PolicyJson;
}

/**
 * Finds tests that are always false, such as `resource in Role::"x"`, or always true, with `!=`. The engine reports
 * such a test only if the whole policy can never apply because of it. It does not report one inside `unless` or next to
 * an alternative, where the exception would silently never apply. Therefore each test is validated in a policy of its
 * own.
 */
export const impossibleTests = (
  source: PolicySource,
  schema: PolicySource,
  named: ReadonlyMap<string, ParsedPolicy>,
): PolicyProblem[] => {
  const tests = [...named].flatMap(([policyId, policy]) => isolatedTests(policyId, policy));
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
        message: `for policy \`${policyId}\`, the test \`${text}\` always has the same result`,
        help: 'check the types: principal is a User and has Roles as parents; resource is a Recording and has no parents',
      },
    ];
  });
};

const isolatedTests = (policyId: string, policy: ParsedPolicy): IsolatedTest[] =>
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

/** Returns the test in the engine's formatting: its policy's text without the tokens that surround every such test. */
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

/**
 * Returns where the test stands in the file, after `earlier` equal ones; the policy's start if it is formatted
 * otherwise.
 */
const offsetOf = ({ text, offset }: ParsedPolicy, test: string, earlier: number): number => {
  const tokens = [...tokensOf(text)];
  const sought = [...tokensOf(test)].map(({ token }) => token);
  const places = tokens.filter((_, index) => sought.every((token, nth) => tokens[index + nth]?.token === token));
  return offset + Buffer.byteLength(text.slice(0, places[earlier]?.index ?? 0));
};
