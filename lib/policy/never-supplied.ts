import type { ActionShape, EntityShape, SchemaShape } from './schema-shape.ts';
import { allFacts } from './service-facts.ts';

const { principal: USER, action: PLAY, resource: RECORDING } = allFacts;

/** Types of entities with those that they can be in, as the service supplies them. */
const PARENTS: ReadonlyMap<string, readonly string[]> = new Map([
  ['Role', []],
  [USER.type, ['Role']],
  [RECORDING.type, []],
]);

const ATTRIBUTES: ReadonlyMap<string, readonly string[]> = new Map(
  Array.from(allFacts.entities.values(), ({ uid, attributes }) => [uid.type, [...attributes.keys()]]),
);

/**
 * What a schema promises to policies and nothing keeps, a sentence each. Types of entities, their hierarchy and actions
 * count as much as attributes: the functions know of none but their own, so that `in` would be false for ever.
 */
export const neverSupplied = ({ entityTypes, actions }: SchemaShape): readonly string[] => [
  ...[...entityTypes].flatMap(([type, shape]) => inEntity(type, shape)),
  ...[...actions].flatMap(([name, shape]) => inAction(name, shape)),
];

const inEntity = (type: string, { parents, attributes }: EntityShape): string[] => {
  const supplied = PARENTS.get(type);
  if (!supplied) return [`nothing ever supplies an entity of the type \`${type}\``];
  return [
    ...others(parents, supplied).map(parent => `nothing ever supplies a \`${type}\` that is in a \`${parent}\``),
    ...others(attributes, ATTRIBUTES.get(type) ?? []).map(neverHasValue),
  ];
};

const inAction = (name: string, { groups, principals, resources, context }: ActionShape): string[] => {
  if (name !== PLAY.id) return [`nobody ever asks for the action \`${name}\``];
  return [
    ...groups.map(group => `the action \`${name}\` is never in \`${group}\``),
    ...others(principals, [USER.type]).map(type => `no \`${type}\` ever asks for the action \`${name}\``),
    ...others(resources, [RECORDING.type]).map(type => `nobody ever asks to \`${name}\` a \`${type}\``),
    ...others(context, [...allFacts.context.keys()]).map(neverHasValue),
  ];
};

const neverHasValue = (attribute: string): string => `nothing ever supplies the attribute \`${attribute}\``;

const others = (promised: readonly string[], supplied: readonly string[]): readonly string[] =>
  promised.filter(name => !supplied.includes(name));
