import { ATTRIBUTES, type Kind } from './world.ts';

/** The names and kinds that generated expressions use. */

export const KINDS: readonly Kind[] = [
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

/** Variables by the kind of their value. */
export const VARIABLES: Readonly<Record<string, string>> = {
  user: 'principal',
  recording: 'resource',
  context: 'context',
};

/** Every attribute in the world, with its owner and kind. */
export const OWNED = Object.entries(ATTRIBUTES).flatMap(([owner, attributes]) =>
  Object.entries(attributes).map(([name, kind]) => ({ owner, name, kind })),
);

/** The attributes of variables, which need no further expression. */
export const OWNED_BY_VARIABLES = OWNED.filter(({ owner }) => owner in VARIABLES);

export const quoted = (text: string): string => JSON.stringify(text);
export const accessor = (name: string): string => (name.includes(' ') ? `[${quoted(name)}]` : `.${name}`);
