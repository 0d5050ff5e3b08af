import type { PlayerUser } from '../player/player-model.ts';
import type { TokenOwner } from '../twilio/flex-tokens.ts';
import { demoSid } from './account.ts';

/** Someone who can ask for recordings at the player page. */
export interface DemoUser {
  readonly name: string;
  /** In a few words, for people. */
  readonly role: string;
  readonly realmUserId: string;
  /** As Twilio reports them. */
  readonly roles: readonly string[];
  /** Absent for webchat guests. */
  readonly workerSid?: string;
  /** From the start of the stack; negative: before it. */
  readonly tokenSeconds: number;
}

/** A shift: nobody should have to restart the stack in the middle of a day. */
const SHIFT_SECONDS = 12 * 3_600;

const worker = (name: string): string => demoSid('WK', name);

/** The people of the demo, by the names that their tokens have in the stack's description. */
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

/** A token for each user. */
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

/** The users as the player page offers them. */
export const playerUsers = (tokens: Readonly<Record<DemoUserKey, string>>): PlayerUser[] =>
  KEYS.map(key => {
    const { name, role, workerSid }: DemoUser = DEMO_USERS[key];
    return { key, name, role, token: tokens[key], ...(workerSid !== undefined && { workerSid }) };
  });
