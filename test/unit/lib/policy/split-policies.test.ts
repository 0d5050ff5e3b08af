import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitStatements } from '../../../../lib/policy/policy-source.ts';
import { compile } from '../../../support/policy-problems.ts';

/** Text between policies and inside strings that a splitter could mistake for the end of a policy, string or comment. */
const fragment = fc.constantFrom(
  ';',
  '//',
  '"',
  '\\"',
  '\\\\',
  "'",
  '/',
  '/*',
  '*/',
  '@id',
  'x',
  ' ',
  '\u2028',
  '\u0085',
  '„ö😀',
);
const comment = fc
  .tuple(fc.array(fragment), fc.constantFrom('\n', '\r', '\r\n', '\n\r'))
  .map(([words, end]) => `//${words.join('')}${end}`);
const gap = fc.oneof(comment, fc.constantFrom('', ' ', '\t', '\n', '\r', '\r\n\n'));
const literal = fc.array(fragment.filter(word => word !== '"')).map(words => `"${words.join('')}"`);
const policy = fc
  .tuple(gap, gap, literal, gap)
  .map(
    ([before, inside, text, after]) =>
      `${before}@id("p") permit (${inside}principal, action, resource) when { principal.identity == ${text} }${after};`,
  );
const file = fc.tuple(fc.array(policy, { maxLength: 12 }), gap).map(([policies, end]) => policies.join('') + end);

const formsOf = (texts: readonly string[]) =>
  texts.map(text => {
    const parsed = cedar.policyToJson(text);
    return JSON.stringify(parsed.type === 'success' ? parsed.json : parsed.errors);
  });

describe('splits a file into its policies', () => {
  test('as the engine does, with any content of comments and strings', () => {
    fc.assert(
      fc.property(file, text => {
        const parts = cedar.policySetTextToParts(text);
        if (parts.type === 'failure') throw new Error(parts.errors[0]?.message);
        const statements = splitStatements(text);
        expect(formsOf(statements.map(statement => statement.text)).sort()).toEqual(formsOf(parts.policies).sort());
        for (const statement of statements) {
          expect(Buffer.from(text).subarray(statement.offset).toString().startsWith(statement.text)).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('when a comment ends with only a carriage return', () => {
    const compiled = compile(
      '@id("a") permit (principal, action, resource); // all may\r@id("b") forbid (principal, action, resource);',
    );
    expect(compiled).toMatchObject({ ok: true, value: { policyIds: ['a', 'b'] } });
  });
});
