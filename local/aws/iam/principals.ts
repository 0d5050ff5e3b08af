import { randomBytes } from 'node:crypto';
import { globalArn, LOCAL_ACCOUNT, LOCAL_PARTITION } from '../../template/local-account.ts';
import type { PersonDefinition, PolicyStatement, RoleDefinition } from '../../template/roles.ts';

/** The credentials of a client. Those of a role always have a session token. */
export interface LocalCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** A role, a person or the administrator. */
export interface Principal extends LocalCredentials {
  /** The ARN that AWS's messages name. */
  readonly arn: string;
  /** Whose policies they are, and their statements. Absent for the administrator, who has all permissions. */
  readonly role?: { readonly arn: string; readonly statements: readonly PolicyStatement[] };
}

export interface Principals {
  readonly byAccessKeyId: (accessKeyId: string) => Principal | undefined;
  /** Throws for an unknown role, which is a bug of the caller. */
  readonly credentialsFor: (roleLogicalId: string) => Required<LocalCredentials>;
  /** How far the principal's clock is ahead of the machine's, in milliseconds. 0 unless `moveClock` was called. */
  readonly clockAheadMs: (principal: Principal) => number;
  /** Sets a role's clock ahead. The role's signatures are then checked against this clock. */
  readonly moveClock: (roleLogicalId: string, aheadMs: number) => void;
}

/** The AWS CLI and tests use these credentials. */
export const ADMINISTRATOR: Principal = {
  accessKeyId: 'test',
  secretAccessKey: 'test',
  arn: globalArn('iam', 'user/administrator'),
};

/** Creates the administrator, the people, and a session for each role. */
export const createPrincipals = (
  roles: readonly RoleDefinition[],
  people: readonly PersonDefinition[] = [],
): Principals => {
  const sessions = new Map(roles.map(role => [role.logicalId, createSession(role)]));
  const byKey = new Map<string, Principal>(
    [ADMINISTRATOR, ...people.map(createUser), ...sessions.values()].map(principal => [
      principal.accessKeyId,
      principal,
    ]),
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

/** Access key id and secret are the person's name. */
const createUser = ({ name, statements }: PersonDefinition): Principal => {
  const arn = globalArn('iam', `user/${name}`);
  return { accessKeyId: name, secretAccessKey: name, arn, role: { arn, statements } };
};

const createSession = (role: RoleDefinition): Principal & Required<LocalCredentials> => ({
  // Access key ids of temporary credentials start with ASIA.
  accessKeyId: `ASIA${randomBytes(8).toString('hex').toUpperCase()}`,
  secretAccessKey: randomBytes(30).toString('base64'),
  sessionToken: randomBytes(300).toString('base64'),
  arn: `arn:${LOCAL_PARTITION}:sts::${LOCAL_ACCOUNT}:assumed-role/${role.roleName}/local`,
  role: { arn: role.arn, statements: role.statements },
});
