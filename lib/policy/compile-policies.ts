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

/** The files that say who may listen. */
export interface PolicySources {
  readonly policies: PolicySource;
  readonly schema: PolicySource;
  readonly teams: PolicySource;
}

/** What is deployed. */
export interface CompiledPolicies {
  /** JSON text of a `PolicyDocument`: the same sources give the same bytes. */
  readonly document: string;
  /** SHA-256 of the document, hex: `sha256sum` on the deployed file gives what audit events call `policy_set`. */
  readonly sha256: string;
  readonly policyIds: readonly string[];
}

/**
 * Checks the policy files with the official engine, warnings included, and turns them into what the functions evaluate.
 * Fails with every problem that it finds: syntax, a missing, unfit or repeated `@id`, anything that the schema does
 * not allow, a construct that the functions' evaluator lacks, no `permit` at all, facts that the service does not
 * supply, teams that are not teams.
 */
export const compilePolicies = (sources: PolicySources): Result<CompiledPolicies, readonly PolicyProblem[]> => {
  const { policies, schema } = sources;
  const parts = cedar.policySetTextToParts(policies.text);
  const statements = splitStatements(policies.text);
  const unreadable = [
    ...engineProblems(schema, cedar.checkParseSchema(schema.text)),
    ...engineProblems(policies, parts),
    ...lostPolicies(policies, statements, parts),
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
    ...withoutConsequences(withoutEffect, validate(policies, schema, parsed.named)),
    ...[...parsed.named].flatMap(([id, policy]) => unsupported(policies, id, policy)),
    ...checkSuppliedFacts(schema),
    ...(teams.ok ? [] : teams.error),
  ];
  if (![...parsed.named.values()].some(({ form }) => form.effect === 'permit')) {
    problems.push({ file: policies.file, message: 'no policy permits anything', help: 'write at least one `permit`' });
  }
  if (problems.length > 0 || !teams.ok) return err(problems);
  return ok(serialize(parsed.named, teams.value));
};

/** The engine does not say where a policy begins, so we cut the file ourselves; a policy must not get lost by that. */
const lostPolicies = (
  { file }: PolicySource,
  { length: found }: readonly Statement[],
  parts: cedar.PolicySetTextToPartsAnswer,
): PolicyProblem[] => {
  if (parts.type === 'failure') return [];
  const counted = parts.policies.length + parts.policy_templates.length;
  if (counted === found) return [];
  const message = `the policy engine counts ${counted} policies here, but ${found} can be told apart`;
  return [{ file, message, help: 'look for unusual characters between the policies, in comments and in texts' }];
};

/** Strict validation. The engine answers "success" however many errors it lists, so the lists decide. */
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

/** A policy that waits for what cannot be is "impossible", which would only lead away from the cause. */
const withoutConsequences = (causes: readonly PolicyProblem[], findings: readonly PolicyProblem[]) => {
  const explained = new Set(causes.map(({ policyId }) => policyId));
  return findings.filter(({ policyId, message }) => !(explained.has(policyId) && IMPOSSIBLE.test(message)));
};

const unsupported = (source: PolicySource, policyId: string, { form, offset }: ParsedPolicy): PolicyProblem[] => {
  try {
    compilePolicySet({ staticPolicies: { [policyId]: form } });
    return [];
  } catch (error) {
    if (!(error instanceof UnsupportedConstruct)) throw error;
    const message = `for policy \`${policyId}\`, ${error.message} is not supported here`;
    const help = 'it is Cedar, but the functions cannot evaluate it: write the policy without';
    return [{ file: source.file, ...placeOf(source.text, offset), policyId, message, help }];
  }
};

const serialize = (named: ReadonlyMap<string, ParsedPolicy>, teams: TeamsByWorker): CompiledPolicies => {
  const staticPolicies = Object.fromEntries([...named].map(([id, { form }]) => [id, form]));
  const document = JSON.stringify(sortKeys({ policySet: { staticPolicies, templates: {}, templateLinks: [] }, teams }));
  return { document, sha256: createHash('sha256').update(document).digest('hex'), policyIds: [...named.keys()] };
};

/** The order of policies and of members decides nothing; the digest must not depend on it. */
const sortKeys = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries.map(([key, member]) => [key, sortKeys(member)]));
};
