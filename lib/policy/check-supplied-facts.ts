import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import type { PolicyRequest } from '../../lambda/domain/policy/entity-access.ts';
import { entitiesToJson, recordToJson, uidToJson } from './cedar-json.ts';
import type { PolicyProblem } from './policy-problem.ts';
import type { PolicySource } from './policy-source.ts';
import { allFacts, fewestFacts } from './service-facts.ts';

const HELP = 'the schema has to say what lambda/domain/policy/playback-facts.ts supplies';

/**
 * Compares the schema with what the service really supplies: a policy on an attribute that never has a value would be
 * valid, and would never apply.
 */
export const checkSuppliedFacts = (schema: PolicySource): PolicyProblem[] => {
  const messages = new Set([fewestFacts, allFacts].flatMap(facts => rejections(schema, facts)));
  for (const name of neverSupplied(schema)) messages.add(`nothing ever supplies the attribute \`${name}\``);
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

const neverSupplied = (schema: PolicySource): string[] => {
  const answer = cedar.schemaToJson(schema.text);
  if (answer.type === 'failure') return [];
  const { entityTypes = {}, actions = {} } = answer.json[''] ?? {};
  const declared = (type: string) => {
    const definition = entityTypes[type];
    return attributeNames(definition && 'shape' in definition ? definition.shape : undefined);
  };
  const entityNames = [facts('principal'), facts('resource')].flatMap(({ type, supplied }) =>
    declared(type).filter(name => !supplied.has(name)),
  );
  const contextNames = attributeNames(actions['play']?.appliesTo?.context).filter(name => !allFacts.context.has(name));
  return [...entityNames, ...contextNames];
};

const facts = (variable: 'principal' | 'resource') => {
  const uid = allFacts[variable];
  return { type: uid.type, supplied: allFacts.entities.get(uid.key)?.attributes ?? new Map() };
};

const attributeNames = (shape: unknown): string[] =>
  typeof shape === 'object' && shape !== null && 'attributes' in shape ? Object.keys(shape.attributes as object) : [];
