import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CompiledPolicies, compilePolicies } from './compile-policies.ts';
import { formatProblem, type PolicyProblem } from './policy-problem.ts';
import type { PolicySource } from './policy-source.ts';

/** The folder `policy/` of this package. */
export const POLICY_DIR = fileURLToPath(new URL('../../policy', import.meta.url));

/** Lists all problems of the policy files, one per line, each with its place and what to do. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
  readonly problems: readonly PolicyProblem[];

  constructor(problems: readonly PolicyProblem[]) {
    const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
    super(`The policies have ${count}:\n${problems.map(problem => `  - ${formatProblem(problem)}`).join('\n')}`);
    this.problems = problems;
  }
}

/**
 * Compiles `playback.cedar`, `schema.cedarschema` and the optional `teams.json` of a folder.
 * Throws `PolicyError`, which lists all problems at once.
 */
export const compilePolicyFiles = (directory: string = POLICY_DIR): CompiledPolicies => {
  const readSource = (name: string, absent?: string): PolicySource => {
    const path = `${directory}/${name}`;
    const file = relative(process.cwd(), path);
    if (existsSync(path)) return { file, text: readFileSync(path, 'utf8') };
    if (absent !== undefined) return { file, text: absent };
    throw new PolicyError([{ file, message: 'this file is missing' }]);
  };
  const compiled = compilePolicies({
    policies: readSource('playback.cedar'),
    schema: readSource('schema.cedarschema'),
    teams: readSource('teams.json', '{}'),
  });
  if (!compiled.ok) throw new PolicyError(compiled.error);
  return compiled.value;
};
