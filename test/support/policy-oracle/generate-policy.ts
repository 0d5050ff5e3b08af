import { BOOLEANS } from './boolean-productions.ts';
import type { Tape } from './tape.ts';
import { accessor, KINDS, OWNED, quoted, VARIABLES } from './vocabulary.ts';
import { DATETIMES, DURATIONS, IPS, type Kind, LONGS, RECORDINGS, ROLES, STRINGS, USERS } from './world.ts';

/** This share of expressions has a wrong type: the evaluator must also agree on run-time type errors. */
const ILL_TYPED_PERCENT = 0.8;

/** Writes the text of a policy in Cedar's own language. */
export const generatePolicy = (tape: Tape): string => {
  const effect = tape.chance(35) ? 'forbid' : 'permit';
  const conditions = Array.from({ length: 1 + tape.below(2) }, () => {
    const word = tape.chance(20) ? 'unless' : 'when';
    return `${word} { ${expression('bool', tape, 3)} }`;
  });
  return `${effect} (${principalScope(tape)}, ${actionScope(tape)}, ${resourceScope(tape)}) ${conditions.join(' ')};`;
};

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

/** Writes an access to an attribute of the kind, without `has`, so that some are absent at run time. */
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
