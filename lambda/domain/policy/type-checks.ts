import { type EntityUid, EvaluationError, isSet, type Value, type ValueSet } from './value.ts';

/** Each function narrows a value to one of Cedar's types and throws `EvaluationError` where Cedar has a type error. */

export const bool = (value: Value): boolean => {
  if (typeof value !== 'boolean') throw new EvaluationError('expected bool');
  return value;
};

export const long = (value: Value): bigint => {
  if (typeof value !== 'bigint') throw new EvaluationError('expected long');
  return value;
};

export const text = (value: Value): string => {
  if (typeof value !== 'string') throw new EvaluationError('expected string');
  return value;
};

export const set = (value: Value): ValueSet => {
  if (!isSet(value)) throw new EvaluationError('expected set');
  return value;
};

export const entity = (value: Value): EntityUid => {
  if (typeof value === 'object' && 'kind' in value && value.kind === 'entity') return value;
  throw new EvaluationError('expected entity');
};

/** Returns whether `left` is less than `right`. Only two longs, two datetimes or two durations can be compared. */
export const isLess = (left: Value, right: Value): boolean => {
  if (typeof left === 'bigint' && typeof right === 'bigint') return left < right;
  if (typeof left === 'object' && typeof right === 'object' && 'kind' in left && 'kind' in right) {
    if (left.kind === 'datetime' && right.kind === 'datetime') return left.key < right.key;
    if (left.kind === 'duration' && right.kind === 'duration') return left.key < right.key;
  }
  throw new EvaluationError('expected two longs, datetimes or durations');
};
