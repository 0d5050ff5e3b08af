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

/** What a policy is asked about. `entities` is keyed by `EntityUid.key`; one that is missing has no attributes or parents. */
export interface PolicyRequest {
  readonly principal: EntityUid;
  readonly action: EntityUid;
  readonly resource: EntityUid;
  readonly context: ValueRecord;
  readonly entities: ReadonlyMap<string, Entity>;
}

/** Cedar's `in`: the same entity, or one below it at any depth; for a set, below any of its elements. */
export const isIn = (child: Value, container: Value, request: PolicyRequest): boolean => {
  const uid = entity(child);
  // Every element has to be an entity, also those after a match.
  const ancestors = isSet(container) ? container.map(entity) : [entity(container)];
  return ancestors.some(ancestor => isWithin(uid, ancestor, request));
};

const isWithin = (child: EntityUid, ancestor: EntityUid, request: PolicyRequest): boolean =>
  child.key === ancestor.key ||
  (request.entities.get(child.key)?.parents.some(parent => isWithin(parent, ancestor, request)) ?? false);

/** Cedar's `.`: an attribute that has to be there. */
export const attribute = (value: Value, name: string, request: PolicyRequest): Value => {
  const found = attributesOf(value, request)?.get(name);
  if (found === undefined) throw new EvaluationError(`no attribute ${name}`);
  return found;
};

/** Cedar's `has`: `has a.b.c` asks for each in turn and stops at the first that is missing. */
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
