import { datetime, duration } from '../../../lambda/domain/policy/date-time.ts';
import type { PolicyRequest } from '../../../lambda/domain/policy/entity-access.ts';
import { ip } from '../../../lambda/domain/policy/ip-range.ts';
import { type Entity, entityUid, type Value } from '../../../lambda/domain/policy/value.ts';
import type { Tape } from './tape.ts';

/** The types that generated policies are made of. */
export type Kind =
  | 'bool'
  | 'long'
  | 'string'
  | 'user'
  | 'role'
  | 'recording'
  | 'ip'
  | 'datetime'
  | 'duration'
  | 'strings'
  | 'longs'
  | 'roles'
  | 'ips'
  | 'details'
  | 'inner';

/** Small pools on purpose: values repeat often enough that equality, membership and ranges are both true and false. */
export const STRINGS = ['', 'a', 'ab', 'abc', 'a*b', 'aXbXc', 'é', '😀b', 'billing', 'W0', 'W1', '__proto__'];
export const LONGS = [0, 1, -1, 2, 3, 30, 60, 43200, 4611686018427, 9007199254740991, -9007199254740991];
export const IPS = [
  '10.0.0.1',
  '10.0.0.0/8',
  '10.1.2.3/24',
  '0.0.0.0/0',
  '127.0.0.1',
  '127.0.0.0/7',
  '224.0.0.1',
  '224.0.0.0/3',
  '::1',
  '::/0',
  'fe80::a/64',
  'fe80:0:0:0:0:0:0:a/65',
  'ff02::1',
  'ff00::/7',
  '2001:db8::ffff',
];
export const DATETIMES = [
  '1970-01-01',
  '1969-12-31T23:59:59.999Z',
  '2026-11-24T02:50:00Z',
  '2026-11-24T02:50:00.001Z',
  '2026-11-24T04:50:00+0200',
  '2024-02-29T12:00:00.500-0130',
  '0001-01-01',
  '9999-12-31T23:59:59Z',
];
export const DURATIONS = ['0ms', '1ms', '-1ms', '1d2h3m4s5ms', '-90m', '8h', '30d', '999d', '106751991167d'];
export const USERS = ['W0', 'W1', 'W2'];
export const ROLES = ['agent', 'supervisor', 'admin', 'staff', 'guest'];
export const RECORDINGS = ['R0', 'R1', 'R2'];

/** Attributes by owner. Only some entities have those in `OPTIONAL`. */
export const ATTRIBUTES: Readonly<Record<string, Readonly<Record<string, Kind>>>> = {
  user: { workerSid: 'string', team: 'string', level: 'long', manager: 'user', badges: 'strings' },
  recording: {
    agentWorkerSid: 'string',
    owner: 'user',
    tags: 'strings',
    restricted: 'bool',
    held: 'bool',
    durationSeconds: 'long',
    startedAt: 'datetime',
    details: 'details',
  },
  context: {
    sourceIp: 'ip',
    time: 'datetime',
    minutesSinceCall: 'long',
    granted: 'roles',
    idle: 'duration',
    details: 'details',
  },
  details: { size: 'long', 'a key': 'string', inner: 'inner', networks: 'ips', marks: 'longs' },
  inner: { done: 'bool', note: 'string' },
  role: {},
};
const ALWAYS_THERE = new Set(['workerSid', 'time', 'size', 'done']);

/** Generates a value of a kind, for an attribute. */
const attributeValue = (kind: Kind, tape: Tape): Value => {
  switch (kind) {
    case 'bool':
      return tape.chance(50);
    case 'long':
      return BigInt(tape.pick(LONGS));
    case 'string':
      return tape.pick(STRINGS);
    case 'user':
      return entityUid('User', tape.pick([...USERS, 'unknown']));
    case 'role':
      return entityUid('Role', tape.pick(ROLES));
    case 'recording':
      return entityUid('Recording', tape.pick(RECORDINGS));
    case 'ip':
      return ip(tape.pick(IPS));
    case 'datetime':
      return datetime(tape.pick(DATETIMES));
    case 'duration':
      return duration(tape.pick(DURATIONS));
    case 'strings':
      return listOf('string', tape);
    case 'longs':
      return listOf('long', tape);
    case 'roles':
      return listOf('role', tape);
    case 'ips':
      return listOf('ip', tape);
    case 'details':
    case 'inner':
      return recordOf(kind, tape);
  }
};

const listOf = (kind: Kind, tape: Tape): readonly Value[] =>
  Array.from({ length: tape.below(4) }, () => attributeValue(kind, tape));

const recordOf = (owner: string, tape: Tape): ReadonlyMap<string, Value> => {
  const record = new Map<string, Value>();
  for (const [name, kind] of Object.entries(ATTRIBUTES[owner] ?? {})) {
    if (ALWAYS_THERE.has(name) || tape.chance(90)) record.set(name, attributeValue(kind, tape));
  }
  return record;
};

/**
 * Generates entities, of which some are missing, and a request about them. Roles form a hierarchy of several levels.
 */
export const generateRequest = (tape: Tape): PolicyRequest => {
  const entities: Entity[] = [
    ...ROLES.map((id, index) => ({
      uid: entityUid('Role', id),
      attributes: new Map(),
      parents: ROLES.slice(index + 1)
        .filter(() => tape.chance(25))
        .map(parent => entityUid('Role', parent)),
    })),
    ...USERS.map(id => ({
      uid: entityUid('User', id),
      attributes: recordOf('user', tape),
      parents: ROLES.filter(() => tape.chance(35)).map(role => entityUid('Role', role)),
    })),
    ...RECORDINGS.map(id => ({
      uid: entityUid('Recording', id),
      attributes: recordOf('recording', tape),
      parents: [],
    })),
  ].filter(() => !tape.chance(2));
  return {
    principal: entityUid('User', tape.pick(USERS)),
    action: entityUid('Action', tape.pick(['play', 'play', 'play', 'delete'])),
    resource: entityUid('Recording', tape.pick(RECORDINGS)),
    context: recordOf('context', tape),
    entities: new Map(entities.map(entity => [entity.uid.key, entity])),
  };
};
