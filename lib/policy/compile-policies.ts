import { createHash } from 'node:crypto';
import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import { UnsupportedConstruct } from '../../lambda/domain/policy/expression.ts';
import type { TeamsByWorker } from '../../lambda/domain/policy/playback-facts.ts';
import { compilePolicySet } from '../../lambda/domain/policy/policy-set.ts';
import { err, ok, type Result } from '../../lambda/domain/shared/result.ts';
import { checkSuppliedFacts } from './check-supplied-facts.ts';
import { engineProblems, problemFrom } from './engine-problem.ts';
import { IMPOSSIBLE, impossibleTests } from './impossible-tests.ts';
import { type ParsedPolicy, parsePolicies } from './parse-policies.ts';
import type { PolicyProblem } from './policy-problem.ts';
import { type PolicySource, placeOf, type Statement, splitStatements } from './policy-source.ts';
import { schemaShape } from './schema-shape.ts';
import { parseTeams } from './teams.ts';
import { unknownAttributes } from './unknown-attributes.ts';

/** The files that decide who may play recordings. */
export interface PolicySources {
  readonly policies: PolicySource;
  readonly schema: PolicySource;
  readonly teams: PolicySource;
}

/** The compiled policies, as they are deployed. */
export interface CompiledPolicies {
  /** JSON text of a `PolicyDocument`. The same sources always give the same bytes. */
  readonly document: string;
  /**
   * SHA-256 of the document, hex. Audit events call it `policy_set`; `sha256sum` of the deployed file gives the same.
   */
  readonly sha256: string;
  readonly policyIds: readonly string[];
}

/**
 * Checks the policy files with the official engine, treats its warnings as errors, and compiles the policies for the
 * functions. If the files cannot be parsed, returns those problems. Otherwise returns all problems together: a missing,
 * invalid or repeated `@id`, anything that the schema does not allow, a construct that the functions' evaluator does
 * not support, no `permit` at all, facts that the service does not supply, and invalid teams.
 */
export const compilePolicies = (sources: PolicySources): Result<CompiledPolicies, readonly PolicyProblem[]> => {
  const { policies, schema } = sources;
  const parts = cedar.policySetTextToParts(policies.text);
  const statements = splitStatements(policies.text);
  const unreadable = [
    ...engineProblems(schema, cedar.checkParseSchema(schema.text)),
    ...engineProblems(policies, parts),
    ...countMismatch(policies, statements, parts),
  ];
  if (unreadable.length > 0) return err(unreadable);

  const parsed = parsePolicies(policies, statements);
  const shape = schemaShape(schema.text);
  const teams = parseTeams(sources.teams);
  const withoutEffect = [
    ...[...parsed.named].flatMap(named => unknownAttributes(policies, shape, named)),
    ...impossibleTests(policies, schema, parsed.named),
  ];
  const problems = [
    ...parsed.problems,
    ...withoutEffect,
    ...withoutFollowUps(withoutEffect, validate(policies, schema, parsed.named)),
    ...[...parsed.named].flatMap(([id, policy]) => unsupportedConstructs(policies, id, policy)),
    ...checkSuppliedFacts(schema),
    ...(teams.ok ? [] : teams.error),
  ];
  if (![...parsed.named.values()].some(({ form }) => form.effect === 'permit')) {
    problems.push({ file: policies.file, message: 'no policy permits anything', help: 'write at least one `permit`' });
  }
  if (problems.length > 0 || !teams.ok) return err(problems);
  return ok(serialize(parsed.named, teams.value));
};

/**
 * Reports a file in which the engine counts other policies than `splitStatements`: splitting must not lose a policy.
 */
const countMismatch = (
  { file }: PolicySource,
  { length: found }: readonly Statement[],
  parts: cedar.PolicySetTextToPartsAnswer,
): PolicyProblem[] => {
  if (parts.type === 'failure') return [];
  const counted = parts.policies.length + parts.policy_templates.length;
  if (counted === found) return [];
  const message = `the policy engine counts ${counted} policies in this file, but this check found ${found}`;
  return [{ file, message, help: 'look for unusual characters between the policies, in comments and in strings' }];
};

/** Validates the policies strictly. The engine's result is "success" even if it lists errors, so the lists decide. */
const validate = (
  source: PolicySource,
  schema: PolicySource,
  named: ReadonlyMap<string, ParsedPolicy>,
): readonly PolicyProblem[] => {
  const staticPolicies = Object.fromEntries([...named].map(([id, { text }]) => [id, text]));
  const answer = cedar.validate({
    validationSettings: { mode: 'strict' },
    schema: schema.text,
    policies: { staticPolicies },
  });
  if (answer.type === 'failure') return engineProblems(schema, answer);
  const findings = [...answer.validationErrors, ...answer.validationWarnings].map(({ policyId, error }) => ({
    policyId,
    ...problemFrom(source, error, named.get(policyId)?.offset),
  }));
  return [...findings, ...answer.otherWarnings.map(warning => problemFrom(schema, warning))];
};

/** Drops "impossible policy" findings on policies for which another problem already names the cause. */
const withoutFollowUps = (causes: readonly PolicyProblem[], findings: readonly PolicyProblem[]) => {
  const explained = new Set(causes.map(({ policyId }) => policyId));
  return findings.filter(({ policyId, message }) => !(explained.has(policyId) && IMPOSSIBLE.test(message)));
};

const unsupportedConstructs = (
  source: PolicySource,
  policyId: string,
  { form, offset }: ParsedPolicy,
): PolicyProblem[] => {
  try {
    compilePolicySet({ staticPolicies: { [policyId]: form } });
    return [];
  } catch (error) {
    if (!(error instanceof UnsupportedConstruct)) throw error;
    const message = `for policy \`${policyId}\`, ${error.message} is not supported`;
    const help = 'it is valid Cedar, but the functions cannot evaluate it: rewrite the policy without it';
    return [{ file: source.file, ...placeOf(source.text, offset), policyId, message, help }];
  }
};

const serialize = (named: ReadonlyMap<string, ParsedPolicy>, teams: TeamsByWorker): CompiledPolicies => {
  const staticPolicies = Object.fromEntries([...named].map(([id, { form }]) => [id, form]));
  const document = JSON.stringify(sortKeys({ policySet: { staticPolicies, templates: {}, templateLinks: [] }, teams }));
  return { document, sha256: createHash('sha256').update(document).digest('hex'), policyIds: [...named.keys()] };
};

/** Sorts all members by name. Their order has no effect on decisions, so the digest must not depend on it. */
const sortKeys = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries.map(([key, member]) => [key, sortKeys(member)]));
};
