import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import type { PolicyProblem } from './policy-problem.ts';
import { type PolicySource, placeOf, type Statement } from './policy-source.ts';

/** A policy as text and in the JSON form that is deployed. */
export interface ParsedPolicy extends Statement {
  readonly form: cedar.PolicyJson;
}

/** Restricted characters: audit events and log lines hold ids in comma-separated lists. */
const POLICY_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/**
 * Parses the policies of a file. Returns them by `@id`, and a problem for each template and each missing, invalid or
 * repeated id.
 */
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
    else if (!POLICY_ID.test(id))
      report(`"${id}" is not a valid id`, 'use at most 64 letters, digits, dots, dashes and underscores');
    else if (earlier) {
      report(
        `the id "${id}" is already used`,
        `the policy in line ${placeOf(source.text, earlier.offset).line} has it`,
      );
    } else named.set(id, { ...statement, form: parsed.json });
  }
  return { named, problems };
};
