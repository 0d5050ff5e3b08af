import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import type { PolicyRequest } from '../../lambda/domain/policy/entity-access.ts';
import { entitiesToJson, recordToJson, uidToJson } from './cedar-json.ts';
import { neverSupplied } from './never-supplied.ts';
import type { PolicyProblem } from './policy-problem.ts';
import type { PolicySource } from './policy-source.ts';
import { schemaShape } from './schema-shape.ts';
import { allFacts, fewestFacts } from './service-facts.ts';

const HELP = 'the schema must match what lambda/domain/policy/playback-facts.ts supplies';

/**
 * Compares the schema with the facts that the service supplies, in both directions. Otherwise a policy could use an
 * attribute that never has a value: the policy would be valid but would never apply.
 */
export const checkSuppliedFacts = (schema: PolicySource): PolicyProblem[] => {
  const messages = new Set([fewestFacts, allFacts].flatMap(facts => rejections(schema, facts)));
  for (const message of neverSupplied(schemaShape(schema.text))) messages.add(message);
  return [...messages].map(message => ({ file: schema.file, message, help: HELP }));
};

const rejections = (schema: PolicySource, facts: PolicyRequest): string[] => {
  const answer = cedar.isAuthorized({
    principal: uidToJson(facts.principal),
    action: uidToJson(facts.action),
    resource: uidToJson(facts.resource),
    context: recordToJson(facts.context),
    entities: entitiesToJson(facts.entities.values()),
    schema: schema.text,
    validateRequest: true,
    policies: { staticPolicies: '' },
  });
  return answer.type === 'failure' ? answer.errors.map(({ message }) => message) : [];
};
