import type { PlayerUser } from '../player/player-model.ts';
import type { TokenOwner } from '../twilio/flex-tokens.ts';
import { demoSid } from './account.ts';

/** A user of the demo, as whom the player page can ask for recordings. */
export interface DemoUser {
  readonly name: string;
  /** A short description for the page. */
  readonly role: string;
  readonly realmUserId: string;
  /** The roles in the token, as Twilio reports them. */
  readonly roles: readonly string[];
  /** Absent for webchat guests. */
  readonly workerSid?: string;
  /** When the token expires, relative to the start of the stack. Negative: before the start. */
  readonly tokenSeconds: number;
}

/** Long enough to use the stack for a working day without a restart. */
const SHIFT_SECONDS = 12 * 3_600;

const worker = (name: string): string => demoSid('WK', name);

/** The demo's users, by the keys that their tokens have in the stack's description. */
export const DEMO_USERS = {
  supervisor: {
    name: 'Susan Ortiz',
    role: 'supervisor',
    realmUserId: 'susan.ortiz@example.com',
    roles: ['supervisor'],
    workerSid: worker('supervisor'),
    tokenSeconds: SHIFT_SECONDS,
  },
  fullAccess: {
    name: 'Ingrid Solberg',
    role: 'supervisor, full access',
    realmUserId: 'ingrid.solberg@example.com',
    roles: ['supervisor', 'wfo.full_access'],
    workerSid: worker('fullAccess'),
    tokenSeconds: SHIFT_SECONDS,
  },
  agent: {
    name: 'Amir Haddad',
    role: 'agent',
    realmUserId: 'amir.haddad@example.com',
    roles: ['agent'],
    workerSid: worker('agent'),
    tokenSeconds: SHIFT_SECONDS,
  },
  otherAgent: {
    name: 'Nele Brandt',
    role: 'agent',
    realmUserId: 'nele.brandt@example.com',
    roles: ['agent'],
    workerSid: worker('otherAgent'),
    tokenSeconds: SHIFT_SECONDS,
  },
  guest: {
    name: 'Webchat visitor',
    role: 'guest',
    realmUserId: 'visitor-4711',
    roles: ['guest'],
    tokenSeconds: SHIFT_SECONDS,
  },
  expired: {
    name: 'Kofi Mensah',
    role: 'supervisor, token expired',
    realmUserId: 'kofi.mensah@example.com',
    roles: ['supervisor'],
    workerSid: worker('expired'),
    tokenSeconds: -3_600,
  },
} satisfies Record<string, DemoUser>;

export type DemoUserKey = keyof typeof DEMO_USERS;

const KEYS = Object.keys(DEMO_USERS) as DemoUserKey[];

/** Issues a token for each user. */
export const demoTokens = (issue: (owner: TokenOwner) => string, now: Date): Record<DemoUserKey, string> => {
  const tokenOf = ({ realmUserId, roles, workerSid, tokenSeconds }: DemoUser): string =>
    issue({
      realmUserId,
      roles,
      ...(workerSid !== undefined && { workerSid }),
      expiresAt: new Date(now.getTime() + tokenSeconds * 1_000),
    });
  return Object.fromEntries(KEYS.map(key => [key, tokenOf(DEMO_USERS[key])])) as Record<DemoUserKey, string>;
};

/** Returns the users for the player page. */
export const playerUsers = (tokens: Readonly<Record<DemoUserKey, string>>): PlayerUser[] =>
  KEYS.map(key => {
    const { name, role, workerSid }: DemoUser = DEMO_USERS[key];
    return { key, name, role, token: tokens[key], ...(workerSid !== undefined && { workerSid }) };
  });
