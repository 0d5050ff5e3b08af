import { entity } from './type-checks.ts';
import {
  type Entity,
  type EntityUid,
  EvaluationError,
  isRecord,
  isSet,
  type Value,
  type ValueRecord,
} from './value.ts';

/**
 * What a policy decides about. `entities` is keyed by `EntityUid.key`; an entity not listed has no attributes or
 * parents.
 */
export interface PolicyRequest {
  readonly principal: EntityUid;
  readonly action: EntityUid;
  readonly resource: EntityUid;
  readonly context: ValueRecord;
  readonly entities: ReadonlyMap<string, Entity>;
}

/**
 * Cedar's `in`: `child` is the container or a descendant of it at any depth. For a set, one of its elements is enough.
 */
export const isIn = (child: Value, container: Value, request: PolicyRequest): boolean => {
  const uid = entity(child);
  // Every element must be an entity, including those after a match.
  const ancestors = isSet(container) ? container.map(entity) : [entity(container)];
  return ancestors.some(ancestor => isWithin(uid, ancestor, request));
};

const isWithin = (child: EntityUid, ancestor: EntityUid, request: PolicyRequest): boolean =>
  child.key === ancestor.key ||
  (request.entities.get(child.key)?.parents.some(parent => isWithin(parent, ancestor, request)) ?? false);

/** Cedar's `.`: returns an attribute. Throws `EvaluationError` when it is absent. */
export const attribute = (value: Value, name: string, request: PolicyRequest): Value => {
  const found = attributesOf(value, request)?.get(name);
  if (found === undefined) throw new EvaluationError(`no attribute ${name}`);
  return found;
};

/** Cedar's `has`: `has a.b.c` tests one attribute after the other and stops at the first that is absent. */
export const hasAttributes = (value: Value, path: readonly string[], request: PolicyRequest): boolean => {
  let current: Value | undefined = value;
  for (const name of path) {
    current = attributesOf(current, request)?.get(name);
    if (current === undefined) return false;
  }
  return true;
};

const attributesOf = (value: Value, request: PolicyRequest): ValueRecord | undefined =>
  isRecord(value) ? value : request.entities.get(entity(value).key)?.attributes;
