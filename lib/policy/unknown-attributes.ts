import { distance } from 'fastest-levenshtein';
import { operations } from './operations.ts';
import type { ParsedPolicy } from './parse-policies.ts';
import type { PolicyProblem } from './policy-problem.ts';
import { type PolicySource, placeOf, tokensOf } from './policy-source.ts';
import type { SchemaShape } from './schema-shape.ts';

/** A typing error changes at most this share of a word. */
const MAX_TYPO_SHARE = 0.5;

/**
 * Finds every `has` that tests an attribute that the schema does not declare. The engine evaluates it to false without
 * a warning, so a typing error would silently disable the condition around it.
 *
 * `has` is allowed only on a variable: there the attribute can be looked up in the schema. Nothing is lost, since no
 * fact has attributes of its own below its attributes.
 */
export const unknownAttributes = (
  source: PolicySource,
  shape: SchemaShape,
  [policyId, policy]: readonly [string, ParsedPolicy],
): PolicyProblem[] => {
  const timesAsked = new Map<string, number>();
  const asked = policy.form.conditions.flatMap(({ body }) => [...operations(body, { has: ['left', 'attr'] })]);
  return asked.flatMap(({ operands: { left, attr } }) => {
    const [name = ''] = [attr].flat();
    const earlier = timesAsked.get(name) ?? 0;
    timesAsked.set(name, earlier + 1);
    const finding = findingOn(name, 'Var' in left && typeof left.Var === 'string' ? left.Var : undefined, shape);
    if (!finding) return [];
    const place = placeOf(source.text, offsetOf(policy, name, earlier));
    const message = `for policy \`${policyId}\`, ${finding.message}`;
    return [{ file: source.file, ...place, policyId, message, help: finding.help }];
  });
};

const findingOn = (name: string, variable: string | undefined, shape: SchemaShape) => {
  if (variable === undefined) {
    return {
      message: `\`has ${name}\` is only supported on a variable`,
      help: 'use it on principal, resource or context',
    };
  }
  const declared = declaredAttributes(variable, shape);
  if (declared.includes(name)) return undefined;
  const message = `attribute \`${name}\` of \`${variable}\` not found: this \`has\` would never hold`;
  return { message, help: suggestion(name, declared) };
};

const declaredAttributes = (variable: string, { entityTypes, actions }: SchemaShape): readonly string[] =>
  [...actions.values()].flatMap(({ principals, resources, context }) => {
    if (variable === 'context') return context;
    const types = variable === 'principal' ? principals : variable === 'resource' ? resources : [];
    return types.flatMap(type => entityTypes.get(type)?.attributes ?? []);
  });

const suggestion = (name: string, declared: readonly string[]): string => {
  if (declared.length === 0) return 'it has no attributes';
  const typoShare = (known: string): number => distance(name.toLowerCase(), known.toLowerCase()) / known.length;
  const [nearest = ''] = declared.toSorted((left, right) => typoShare(left) - typoShare(right));
  return typoShare(nearest) <= MAX_TYPO_SHARE ? `did you mean \`${nearest}\`?` : `it has ${declared.join(', ')}`;
};

/**
 * Returns where the `has` stands in the file, after `earlier` equal ones; the policy's start if the name has escapes.
 */
const offsetOf = ({ text, offset }: ParsedPolicy, name: string, earlier: number): number => {
  const tokens = [...tokensOf(text)];
  const places = tokens.filter(
    ({ token }, index) => tokens[index - 1]?.token === 'has' && (token === name || token === JSON.stringify(name)),
  );
  return offset + Buffer.byteLength(text.slice(0, places[earlier]?.index ?? 0));
};
