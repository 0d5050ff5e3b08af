import type { ActionShape, EntityShape, SchemaShape } from './schema-shape.ts';
import { allFacts } from './service-facts.ts';

const { principal: USER, action: PLAY, resource: RECORDING } = allFacts;

/** The entity types that the service supplies, with the types of their parents. */
const PARENTS: ReadonlyMap<string, readonly string[]> = new Map([
  ['Role', []],
  [USER.type, ['Role']],
  [RECORDING.type, []],
]);

const ATTRIBUTES: ReadonlyMap<string, readonly string[]> = new Map(
  Array.from(allFacts.entities.values(), ({ uid, attributes }) => [uid.type, [...attributes.keys()]]),
);

/**
 * Lists everything that a schema declares and the service never supplies, as one message each. This covers entity
 * types, their parents, actions and attributes. For example, `in`
 * with a parent type that is never supplied would always be false.
 */
export const neverSupplied = ({ entityTypes, actions }: SchemaShape): readonly string[] => [
  ...[...entityTypes].flatMap(([type, shape]) => inEntity(type, shape)),
  ...[...actions].flatMap(([name, shape]) => inAction(name, shape)),
];

const inEntity = (type: string, { parents, attributes }: EntityShape): string[] => {
  const supplied = PARENTS.get(type);
  if (!supplied) return [`the service never supplies an entity of the type \`${type}\``];
  return [
    ...others(parents, supplied).map(parent => `the service never supplies a \`${type}\` that is in a \`${parent}\``),
    ...others(attributes, ATTRIBUTES.get(type) ?? []).map(neverHasValue),
  ];
};

const inAction = (name: string, { groups, principals, resources, context }: ActionShape): string[] => {
  if (name !== PLAY.id) return [`no request has the action \`${name}\``];
  return [
    ...groups.map(group => `the action \`${name}\` is never in \`${group}\``),
    ...others(principals, [USER.type]).map(type => `no request to \`${name}\` has a \`${type}\` as its principal`),
    ...others(resources, [RECORDING.type]).map(type => `no request to \`${name}\` has a \`${type}\` as its resource`),
    ...others(context, [...allFacts.context.keys()]).map(neverHasValue),
  ];
};

const neverHasValue = (attribute: string): string => `the service never supplies the attribute \`${attribute}\``;

const others = (declared: readonly string[], supplied: readonly string[]): readonly string[] =>
  declared.filter(name => !supplied.includes(name));
