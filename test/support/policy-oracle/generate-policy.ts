import type { Tape } from './tape.ts';
import { ATTRIBUTES, DATETIMES, DURATIONS, IPS, type Kind, LONGS, RECORDINGS, ROLES, STRINGS, USERS } from './world.ts';

/** One in so many expressions is of another type than its place asks for: run-time type errors must agree as well. */
const ILL_TYPED_PERCENT = 0.8;
const KINDS: readonly Kind[] = [
  'bool',
  'long',
  'string',
  'user',
  'role',
  'recording',
  'ip',
  'datetime',
  'duration',
  'strings',
  'longs',
  'roles',
  'ips',
  'details',
  'inner',
];
const VARIABLES: Readonly<Record<string, string>> = { user: 'principal', recording: 'resource', context: 'context' };
const PATTERNS = ['*', 'a*', '*b', 'a*c', 'a\\*b', '*X*X*', '', '😀*', '*é', 'a**c', 'ab*bc'];

/** The text of a policy in Cedar's own language. */
export const generatePolicy = (tape: Tape): string => {
  const effect = tape.chance(35) ? 'forbid' : 'permit';
  const conditions = Array.from({ length: 1 + tape.below(2) }, () => {
    const word = tape.chance(20) ? 'unless' : 'when';
    return `${word} { ${expression('bool', tape, 3)} }`;
  });
  return `${effect} (${principalScope(tape)}, ${actionScope(tape)}, ${resourceScope(tape)}) ${conditions.join(' ')};`;
};

const quoted = (text: string): string => JSON.stringify(text);
const uid = (type: string, ids: readonly string[], tape: Tape): string => `${type}::${quoted(tape.pick(ids))}`;

const principalScope = (tape: Tape): string =>
  tape.pick([
    () => 'principal',
    () => 'principal',
    () => 'principal',
    () => `principal in ${uid('Role', ROLES, tape)}`,
    () => 'principal is User',
    () => `principal == ${uid('User', USERS, tape)}`,
    () => `principal is User in ${uid('Role', ROLES, tape)}`,
  ])();
const actionScope = (tape: Tape): string =>
  tape.pick([
    'action',
    'action == Action::"play"',
    'action in [Action::"play", Action::"delete"]',
    'action in Action::"play"',
  ]);
const resourceScope = (tape: Tape): string =>
  tape.pick([
    () => 'resource',
    () => 'resource',
    () => 'resource',
    () => 'resource is Recording',
    () => `resource == ${uid('Recording', RECORDINGS, tape)}`,
    () => `resource in ${uid('Recording', RECORDINGS, tape)}`,
  ])();

const expression = (wanted: Kind, tape: Tape, depth: number): string => {
  const kind = tape.chance(ILL_TYPED_PERCENT) ? tape.pick(KINDS) : wanted;
  if (depth <= 0 || tape.exhausted) return leaf(kind, tape);
  const next = (of: Kind) => expression(of, tape, depth - 1);
  const choice = tape.below(10);
  if (choice === 0) return leaf(kind, tape);
  if (choice === 1) return `(if ${next('bool')} then ${next(kind)} else ${next(kind)})`;
  if (choice === 2 && kind !== 'bool') return access(kind, tape, depth);
  return compound(kind, tape, next) ?? access(kind, tape, depth);
};

const leaf = (kind: Kind, tape: Tape): string => {
  switch (kind) {
    case 'bool':
      return tape.pick(['true', 'false', 'true']);
    case 'long':
      return `${tape.pick(LONGS)}`;
    case 'string':
      return quoted(tape.pick(STRINGS));
    case 'user':
      return tape.chance(50) ? 'principal' : uid('User', USERS, tape);
    case 'role':
      return uid('Role', ROLES, tape);
    case 'recording':
      return tape.chance(50) ? 'resource' : uid('Recording', RECORDINGS, tape);
    case 'ip':
      return `ip(${quoted(tape.pick(tape.chance(3) ? ['10.0.0', '::ffff:10.0.0.1', '10.0.0.1/33', '01.0.0.1'] : IPS))})`;
    case 'datetime':
      return `datetime(${quoted(tape.pick(tape.chance(3) ? ['2026-02-30', 'now', '2026-01-01T25:00:00Z'] : DATETIMES))})`;
    case 'duration':
      return `duration(${quoted(tape.pick(tape.chance(3) ? ['', '1x', '5m1h', '-'] : DURATIONS))})`;
    case 'strings':
      return list('string', tape);
    case 'longs':
      return list('long', tape);
    case 'roles':
      return list('role', tape);
    case 'ips':
      return list('ip', tape);
    case 'details':
      return `{ size: ${leaf('long', tape)}, "a key": ${leaf('string', tape)} }`;
    case 'inner':
      return `{ done: ${leaf('bool', tape)} }`;
  }
};

const list = (kind: Kind, tape: Tape): string =>
  `[${Array.from({ length: tape.below(4) }, () => leaf(kind, tape)).join(', ')}]`;

/** Every attribute in the world, with its owner and kind. */
const OWNED = Object.entries(ATTRIBUTES).flatMap(([owner, attributes]) =>
  Object.entries(attributes).map(([name, kind]) => ({ owner, name, kind })),
);

/** An attribute of the kind, of whatever has one; without `has`, so that some are missing at run time. */
const access = (kind: Kind, tape: Tape, depth: number): string => {
  const candidates = OWNED.filter(attribute => attribute.kind === kind);
  if (candidates.length === 0 || depth <= 0) return leaf(kind, tape);
  const { owner, name } = tape.pick(candidates);
  return `${ownerExpression(owner, tape, depth - 1)}${accessor(name)}`;
};
const ownerExpression = (owner: string, tape: Tape, depth: number): string => {
  const variable = VARIABLES[owner];
  if (variable !== undefined && (depth <= 0 || tape.chance(70))) return variable;
  return owner === 'context' ? 'context' : `(${expression(owner as Kind, tape, depth)})`;
};
const accessor = (name: string): string => (name.includes(' ') ? `[${quoted(name)}]` : `.${name}`);

const compound = (kind: Kind, tape: Tape, next: (of: Kind) => string): string | undefined => {
  switch (kind) {
    case 'bool':
      return tape.pick(BOOLEANS)(next, tape);
    case 'long':
      return tape.pick([
        () => `(${next('long')} + ${next('long')})`,
        () => `(${next('long')} - ${next('long')})`,
        () => `(${next('long')} * ${next('long')})`,
        () => `(-${next('long')})`,
        () => `(${next('duration')}).${tape.pick(['toMilliseconds', 'toSeconds', 'toMinutes', 'toHours', 'toDays'])}()`,
      ])();
    case 'datetime':
      return tape.chance(50) ? `(${next('datetime')}).offset(${next('duration')})` : `(${next('datetime')}).toDate()`;
    case 'duration':
      return tape.chance(50)
        ? `(${next('datetime')}).durationSince(${next('datetime')})`
        : `(${next('datetime')}).toTime()`;
    case 'strings':
      return `[${next('string')}, ${next('string')}]`;
    case 'longs':
      return `[${next('long')}, ${next('long')}]`;
    case 'roles':
      return `[${next('role')}, ${next('role')}]`;
    case 'details':
      return `{ size: ${next('long')}, inner: ${next('inner')}, marks: ${next('longs')} }`;
    case 'inner':
      return `{ done: ${next('bool')}, note: ${next('string')} }`;
    default:
      return undefined;
  }
};

type Production = (next: (of: Kind) => string, tape: Tape) => string;

const ORDERED: readonly Kind[] = ['long', 'long', 'datetime', 'duration'];
const SETS: readonly (readonly [Kind, Kind])[] = [
  ['strings', 'string'],
  ['longs', 'long'],
  ['roles', 'role'],
  ['ips', 'ip'],
];

/** "V has a && V.a …": what a careful author writes. */
const guarded: Production = (next, tape) => {
  const { owner, name, kind } = tape.pick(OWNED.filter(attribute => attribute.owner in VARIABLES));
  const value = `${VARIABLES[owner]}${accessor(name)}`;
  const test = kind === 'bool' ? value : `${value} ${tape.pick(['==', '!='])} ${next(kind)}`;
  return `(${VARIABLES[owner]} has ${name.includes(' ') ? quoted(name) : name} && ${test})`;
};

const BOOLEANS: readonly Production[] = [
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
    // Order is decided at its edge, which two independent values seldom hit.
    return `(${left} ${tape.pick(['<', '<=', '>', '>='])} ${tape.chance(35) ? left : next(kind)})`;
  },
  next => `(${next('user')} in ${next('role')})`,
  next => `(${next('user')} in ${next('roles')})`,
  next => `(${next('role')} in ${next('role')})`,
  (next, tape) => `(${next(tape.pick(['user', 'role', 'recording']))} is ${tape.pick(['User', 'Role', 'Recording'])})`,
  (next, tape) => `(${next('user')} is ${tape.pick(['User', 'Role'])} in ${next('role')})`,
  (_next, tape) => {
    const { owner, name } = tape.pick(OWNED.filter(attribute => attribute.owner in VARIABLES));
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
