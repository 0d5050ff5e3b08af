import { randomBytes } from 'node:crypto';
import { globalArn, LOCAL_ACCOUNT, LOCAL_PARTITION } from '../../template/local-account.ts';
import type { PolicyStatement, RoleDefinition } from '../../template/roles.ts';

/** What a client signs with. A role's credentials always come with a session token. */
export interface LocalCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Someone who may sign calls. */
export interface Principal extends LocalCredentials {
  /** As AWS would name the caller in a message. */
  readonly arn: string;
  /** Absent for the administrator, who may do anything. */
  readonly role?: { readonly arn: string; readonly statements: readonly PolicyStatement[] };
}

export interface Principals {
  readonly byAccessKeyId: (accessKeyId: string) => Principal | undefined;
  /** Throws when there is no such role: that is a bug of the caller. */
  readonly credentialsFor: (roleLogicalId: string) => Required<LocalCredentials>;
  /** How far ahead of the machine's a role's clock is, milliseconds: 0 unless it was moved. */
  readonly clockAheadMs: (principal: Principal) => number;
  /** Moves a role's clock: what it signs from now on is judged by its own time. */
  readonly moveClock: (roleLogicalId: string, aheadMs: number) => void;
}

/** For the AWS CLI and tests. */
export const ADMINISTRATOR: Principal = {
  accessKeyId: 'test',
  secretAccessKey: 'test',
  arn: globalArn('iam', 'user/administrator'),
};

/** The administrator, and one fresh session for each role. */
export const createPrincipals = (roles: readonly RoleDefinition[]): Principals => {
  const sessions = new Map(roles.map(role => [role.logicalId, sessionOf(role)]));
  const byKey = new Map<string, Principal>(
    [ADMINISTRATOR, ...sessions.values()].map(principal => [principal.accessKeyId, principal]),
  );
  const clocks = new Map<string, number>();
  return {
    clockAheadMs: ({ role }) => (role && clocks.get(role.arn)) ?? 0,
    moveClock: (roleLogicalId, aheadMs) => {
      const arn = sessions.get(roleLogicalId)?.role?.arn;
      if (arn !== undefined) clocks.set(arn, aheadMs);
    },
    byAccessKeyId: accessKeyId => byKey.get(accessKeyId),
    credentialsFor: roleLogicalId => {
      const session = sessions.get(roleLogicalId);
      if (!session) throw new Error(`the template has no role ${roleLogicalId}`);
      const { accessKeyId, secretAccessKey, sessionToken } = session;
      return { accessKeyId, secretAccessKey, sessionToken };
    },
  };
};

const sessionOf = (role: RoleDefinition): Principal & Required<LocalCredentials> => ({
  // Temporary keys begin with ASIA.
  accessKeyId: `ASIA${randomBytes(8).toString('hex').toUpperCase()}`,
  secretAccessKey: randomBytes(30).toString('base64'),
  sessionToken: randomBytes(300).toString('base64'),
  arn: `arn:${LOCAL_PARTITION}:sts::${LOCAL_ACCOUNT}:assumed-role/${role.roleName}/local`,
  role: { arn: role.arn, statements: role.statements },
});
