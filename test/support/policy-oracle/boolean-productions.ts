import type { Tape } from './tape.ts';
import { accessor, KINDS, OWNED_BY_VARIABLES, quoted, VARIABLES } from './vocabulary.ts';
import type { Kind } from './world.ts';

const PATTERNS = ['*', 'a*', '*b', 'a*c', 'a\\*b', '*X*X*', '', '😀*', '*é', 'a**c', 'ab*bc'];
/** Writes an expression of type bool; `next` writes an expression of a given type, one level deeper. */
export type Production = (next: (of: Kind) => string, tape: Tape) => string;

const ORDERED: readonly Kind[] = ['long', 'long', 'datetime', 'duration'];
const SETS: readonly (readonly [Kind, Kind])[] = [
  ['strings', 'string'],
  ['longs', 'long'],
  ['roles', 'role'],
  ['ips', 'ip'],
];

/** Writes "V has a && V.a …", as a careful author does. */
const guarded: Production = (next, tape) => {
  const { owner, name, kind } = tape.pick(OWNED_BY_VARIABLES);
  const value = `${VARIABLES[owner]}${accessor(name)}`;
  const test = kind === 'bool' ? value : `${value} ${tape.pick(['==', '!='])} ${next(kind)}`;
  return `(${VARIABLES[owner]} has ${name.includes(' ') ? quoted(name) : name} && ${test})`;
};

export const BOOLEANS: readonly Production[] = [
  guarded,
  guarded,
  next => `(${next('bool')} && ${next('bool')})`,
  next => `(${next('bool')} || ${next('bool')})`,
  next => `(!${next('bool')})`,
  (next, tape) => {
    const kind = tape.pick(KINDS);
    return `(${next(kind)} ${tape.pick(['==', '!='])} ${next(kind)})`;
  },
  (next, tape) => {
    const kind = tape.pick(ORDERED);
    const left = next(kind);
    // Equal values are the edge case of an order; two independent values are seldom equal.
    return `(${left} ${tape.pick(['<', '<=', '>', '>='])} ${tape.chance(35) ? left : next(kind)})`;
  },
  next => `(${next('user')} in ${next('role')})`,
  next => `(${next('user')} in ${next('roles')})`,
  next => `(${next('role')} in ${next('role')})`,
  (next, tape) => `(${next(tape.pick(['user', 'role', 'recording']))} is ${tape.pick(['User', 'Role', 'Recording'])})`,
  (next, tape) => `(${next('user')} is ${tape.pick(['User', 'Role'])} in ${next('role')})`,
  (_next, tape) => {
    const { owner, name } = tape.pick(OWNED_BY_VARIABLES);
    return `(${VARIABLES[owner]} has ${name})`;
  },
  (next, tape) => `(${next('recording')} has details.${tape.pick(['size', 'inner.note', 'inner.done', 'size.done'])})`,
  (next, tape) => `(${next('details')} has ${tape.pick(['"a key"', 'inner', 'marks', 'absent'])})`,
  (next, tape) => `(${next('string')} like "${tape.pick(PATTERNS)}")`,
  (next, tape) => {
    const [set, element] = tape.pick(SETS);
    return `(${next(set)}).contains(${next(element)})`;
  },
  (next, tape) => {
    const [set] = tape.pick(SETS);
    return `(${next(set)}).${tape.pick(['containsAll', 'containsAny'])}(${next(set)})`;
  },
  (next, tape) => `(${next(tape.pick(SETS)[0])}).isEmpty()`,
  next => `(${next('ip')}).isInRange(${next('ip')})`,
  (next, tape) => `(${next('ip')}).${tape.pick(['isIpv4', 'isIpv6', 'isLoopback', 'isMulticast'])}()`,
];
