import { readFileSync } from 'node:fs';
import { compilePolicies } from '../../lib/policy/compile-policies.ts';
import { formatProblem } from '../../lib/policy/policy-problem.ts';

/** The shipped schema. */
export const SCHEMA = readFileSync(new URL('../../policy/schema.cedarschema', import.meta.url), 'utf8');
/** A policy of two lines with which a file can be deployed. */
export const PERMIT = '@id("all")\npermit (principal, action, resource);\n';

/** Compiles policies, with the shipped schema and no teams unless others are given. */
export const compile = (policies: string, { schema = SCHEMA, teams = '{}' } = {}) =>
  compilePolicies({
    policies: { file: 'playback.cedar', text: policies },
    schema: { file: 'schema.cedarschema', text: schema },
    teams: { file: 'teams.json', text: teams },
  });

/** Returns the problems of policies, as `policy check` prints them. */
export const problems = (...args: Parameters<typeof compile>): string[] => {
  const compiled = compile(...args);
  return compiled.ok ? [] : compiled.error.map(formatProblem);
};
