import type { Expr } from '@cedar-policy/cedar-wasm/nodejs';
import { describe, expect, test } from 'vitest';
import { parseIpRange } from '../../../../../lambda/domain/policy/ip-range.ts';
import { likeMatcher } from '../../../../../lambda/domain/policy/like-pattern.ts';
import { compilePolicySet } from '../../../../../lambda/domain/policy/policy-set.ts';
import { entityUid } from '../../../../../lambda/domain/policy/value.ts';

// Mistakes that are easy to make in an evaluator, and too rare for generated policies to find them reliably.

describe('a `like` pattern', () => {
  const matches = (pattern: string) =>
    likeMatcher([...pattern].map(character => (character === '*' ? 'Wildcard' : { Literal: character })));

  test.each([
    ['ab*ba', 'aba', false],
    ['ab*ba', 'abba', true],
    ['a*a', 'a', false],
    ['a*a', 'aa', true],
    ['*ab*ab', 'ab', false],
    ['a*b*c', 'acb', false],
    ['a*b*bc', 'abc', false],
    ['**', '', true],
  ])('%s matches no character of %s with two of its pieces', (pattern, text, expected) => {
    expect(matches(pattern)(text)).toBe(expected);
  });
});

describe('a right operand that is not a boolean', () => {
  const request = {
    principal: entityUid('User', 'u'),
    action: entityUid('Action', 'play'),
    resource: entityUid('Recording', 'r'),
    context: new Map(),
    entities: new Map(),
  };
  const ANY = { op: 'All' } as const;
  const verdictOf = (body: Expr) =>
    compilePolicySet({
      staticPolicies: {
        a: { effect: 'permit', principal: ANY, action: ANY, resource: ANY, conditions: [{ kind: 'when', body }] },
      },
    })(request).because;
  const operation = (operator: '&&' | '||', left: boolean): Expr => ({
    '==': {
      left: { [operator]: { left: { Value: left }, right: { Value: 'text' } } } as Expr,
      right: { Value: 'text' },
    },
  });

  test.each([
    ['&&', true, 'failed'],
    ['||', false, 'failed'],
    ['&&', false, 'nothing_permits'],
    ['||', true, 'nothing_permits'],
  ] as const)('fails the policy if it is evaluated: %s after %s', (operator, left, expected) => {
    expect(verdictOf(operation(operator, left))).toBe(expected);
  });
});

test.each(['10.0.0.0/08', '10.0.0.0/024', '10.0.0.0/00', '::1/0128', '10.0.0.0/', '10.0.0.0/-1', '10.0.0.0/33'])(
  'rejects the prefix length of %s',
  text => {
    expect(parseIpRange(text)).toBeUndefined();
  },
);
