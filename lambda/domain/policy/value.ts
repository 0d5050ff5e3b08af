/**
 * Cedar's values. Sets are arrays; their order and repetitions have no meaning. Records are maps. Every other value
 * that is not a primitive has a `kind` and a canonical `key`: two such values are equal when both members are equal.
 * Longs are bigints, because Cedar's are 64 bits wide.
 */
export type Value = boolean | bigint | string | ValueSet | ValueRecord | EntityUid | IpRange | Datetime | Duration;
export type ValueSet = readonly Value[];
export type ValueRecord = ReadonlyMap<string, Value>;

/** The name of an entity, such as `Role::"supervisor"`. */
export interface EntityUid {
  readonly kind: 'entity';
  readonly key: string;
  readonly type: string;
  readonly id: string;
}

/** An address, or a range in CIDR notation. `bits` is 32 for IPv4 and 128 for IPv6. */
export interface IpRange {
  readonly kind: 'ipaddr';
  readonly key: string;
  readonly bits: 32 | 128;
  readonly address: bigint;
  readonly prefix: number;
}

/** A point in time; `key` is milliseconds since 1970. */
export interface Datetime {
  readonly kind: 'datetime';
  readonly key: bigint;
}

/** A span of time; `key` is milliseconds and may be negative. */
export interface Duration {
  readonly kind: 'duration';
  readonly key: bigint;
}

/** An entity with its attributes and direct parents. */
export interface Entity {
  readonly uid: EntityUid;
  readonly attributes: ValueRecord;
  readonly parents: readonly EntityUid[];
}

/** Thrown when an expression has no value: a wrong type, a missing attribute or an integer overflow. */
export class EvaluationError extends Error {
  override name = 'EvaluationError';
}

/** Builds the name of an entity. An entity type cannot contain a NUL, so two different names never share a key. */
export const entityUid = (type: string, id: string): EntityUid => ({ kind: 'entity', key: `${type}\0${id}`, type, id });

const MIN_LONG = -(2n ** 63n);
const MAX_LONG = 2n ** 63n - 1n;

/** Returns the number. Throws `EvaluationError` if it does not fit into 64 bits. */
export const long64 = (number: bigint): bigint => {
  if (number < MIN_LONG || number > MAX_LONG) throw new EvaluationError('integer overflow');
  return number;
};

/** Cedar's `==`: true if both values have the same type and the same content, at every depth. Never throws. */
export const equals = (left: Value, right: Value): boolean => {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object') return false;
  if (isSet(left)) return isSet(right) && isSubset(left, right) && isSubset(right, left);
  if (isRecord(left)) return isRecord(right) && left.size === right.size && sameEntries(left, right);
  return !isSet(right) && !isRecord(right) && left.kind === right.kind && left.key === right.key;
};

/** Returns whether a set contains a value that is equal to `value`. */
export const contains = (set: ValueSet, value: Value): boolean => set.some(element => equals(element, value));

/** Returns whether every element of the first set is in the second. */
export const isSubset = (part: ValueSet, whole: ValueSet): boolean => part.every(element => contains(whole, element));

/** Returns whether two sets have an element in common. */
export const intersects = (left: ValueSet, right: ValueSet): boolean => left.some(element => contains(right, element));

export const isSet = (value: Value): value is ValueSet => Array.isArray(value);
export const isRecord = (value: Value): value is ValueRecord => value instanceof Map;

const sameEntries = (left: ValueRecord, right: ValueRecord): boolean => {
  for (const [name, value] of left) {
    const other = right.get(name);
    if (other === undefined || !equals(value, other)) return false;
  }
  return true;
};
