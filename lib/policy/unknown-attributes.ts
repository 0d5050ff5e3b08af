import { distance } from 'fastest-levenshtein';
import { operations } from './operations.ts';
import type { ParsedPolicy } from './parse-policies.ts';
import type { PolicyProblem } from './policy-problem.ts';
import { type PolicySource, placeOf, tokensOf } from './policy-source.ts';
import type { SchemaShape } from './schema-shape.ts';

/** A typing slip changes at most this share of a word. */
const SLIP_SHARE = 0.5;

/**
 * Finds every `has` that asks for an attribute that the schema does not declare. The engine takes it for false and says
 * nothing, so that a typing error would silently switch off the condition around it.
 *
 * It may stand behind a variable only. That is where the schema's names can be looked up, and nothing that the service
 * supplies has attributes below its attributes.
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
      message: `\`has ${name}\` on something else than a variable is not supported here`,
      help: 'ask principal, resource or context',
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
  const slip = (known: string): number => distance(name.toLowerCase(), known.toLowerCase()) / known.length;
  const [nearest = ''] = declared.toSorted((left, right) => slip(left) - slip(right));
  return slip(nearest) <= SLIP_SHARE ? `did you mean \`${nearest}\`?` : `it has ${declared.join(', ')}`;
};

/** Where the policy asks for the attribute for the n-th time; its beginning if the name is written with escapes. */
const offsetOf = ({ text, offset }: ParsedPolicy, name: string, earlier: number): number => {
  const tokens = [...tokensOf(text)];
  const places = tokens.filter(
    ({ token }, index) => tokens[index - 1]?.token === 'has' && (token === name || token === JSON.stringify(name)),
  );
  return offset + Buffer.byteLength(text.slice(0, places[earlier]?.index ?? 0));
};
