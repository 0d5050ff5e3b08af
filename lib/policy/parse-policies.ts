import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import type { PolicyProblem } from './policy-problem.ts';
import { type PolicySource, placeOf, type Statement } from './policy-source.ts';

/** A policy as it is written and as it is deployed. */
export interface ParsedPolicy extends Statement {
  readonly form: cedar.PolicyJson;
}

/** Ids end up in audit events and log lines, in comma-separated lists. */
const POLICY_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** The policies of a file by their `@id`, with a problem for each that is a template or has no id of its own. */
export const parsePolicies = (source: PolicySource, statements: readonly Statement[]) => {
  const named = new Map<string, ParsedPolicy>();
  const problems: PolicyProblem[] = [];
  for (const statement of statements) {
    const report = (message: string, help: string) =>
      problems.push({ file: source.file, ...placeOf(source.text, statement.offset), message, help });
    const parsed = cedar.policyToJson(statement.text);
    if (parsed.type === 'failure') {
      report('templates are not supported', 'write the policy without ?principal and ?resource');
      continue;
    }
    const id = parsed.json.annotations?.['id'];
    const earlier = named.get(id ?? '');
    if (!id) report('this policy has no id', 'begin it with @id("…"): audit events name it');
    else if (!POLICY_ID.test(id)) report(`"${id}" cannot be an id`, 'use letters, digits, dots, dashes; at most 64');
    else if (earlier) {
      report(`the id "${id}" is taken`, `the policy in line ${placeOf(source.text, earlier.offset).line} has it`);
    } else named.set(id, { ...statement, form: parsed.json });
  }
  return { named, problems };
};
