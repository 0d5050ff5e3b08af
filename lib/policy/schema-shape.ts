import { type AttributesOrContext, type SchemaJson, schemaToJson } from '@cedar-policy/cedar-wasm/nodejs';

/** What a schema declares about one entity type. */
export interface EntityShape {
  /** The types of its possible parents. */
  readonly parents: readonly string[];
  readonly attributes: readonly string[];
}

/** What a schema declares about one action. */
export interface ActionShape {
  /** The action groups that contain it. */
  readonly groups: readonly string[];
  readonly principals: readonly string[];
  readonly resources: readonly string[];
  /** Attributes of the context. */
  readonly context: readonly string[];
}

/** The names in a schema, by entity type and by action. */
export interface SchemaShape {
  readonly entityTypes: ReadonlyMap<string, EntityShape>;
  readonly actions: ReadonlyMap<string, ActionShape>;
}

/** Reads the names in a schema that the engine has parsed without errors. */
export const schemaShape = (text: string): SchemaShape => {
  const answer = schemaToJson(text);
  const schema = answer.type === 'success' ? answer.json : {};
  const attributes = attributesIn(namedTypes(schema));
  const entityTypes = new Map<string, EntityShape>();
  const actions = new Map<string, ActionShape>();
  for (const [namespace, definition] of Object.entries(schema)) {
    for (const [name, entity] of Object.entries(definition.entityTypes)) {
      const { memberOfTypes = [], shape = undefined } = 'enum' in entity ? {} : entity;
      entityTypes.set(qualified(namespace, name), { parents: memberOfTypes, attributes: attributes(shape) });
    }
    for (const [name, { memberOf = [], appliesTo }] of Object.entries(definition.actions)) {
      actions.set(qualified(namespace, name), {
        groups: memberOf.map(({ id }) => id),
        principals: appliesTo?.principalTypes ?? [],
        resources: appliesTo?.resourceTypes ?? [],
        context: attributes(appliesTo?.context),
      });
    }
  }
  return { entityTypes, actions };
};

const qualified = (namespace: string, name: string): string => (namespace === '' ? name : `${namespace}::${name}`);

type Shape = AttributesOrContext<string>;

const namedTypes = (schema: SchemaJson<string>): ReadonlyMap<string, Shape> =>
  new Map(
    Object.entries(schema).flatMap(([namespace, { commonTypes = {} }]) =>
      Object.entries(commonTypes).map(([name, shape]) => [qualified(namespace, name), shape] as const),
    ),
  );

/** Returns a function that lists the attributes of a shape, given in full or by the name of a common type. */
const attributesIn = (named: ReadonlyMap<string, Shape>) => {
  const attributes = (shape: Shape | undefined): readonly string[] => {
    if (shape === undefined) return [];
    if ('attributes' in shape) return Object.keys(shape.attributes);
    return attributes(named.get('name' in shape ? shape.name : shape.type));
  };
  return attributes;
};
