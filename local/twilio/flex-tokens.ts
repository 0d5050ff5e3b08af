import { randomBytes } from 'node:crypto';

/** Whom a Flex token speaks for, in Twilio's terms. */
export interface TokenOwner {
  /** The identity provider's name, such as `user@example.com`. */
  readonly realmUserId: string;
  readonly roles: readonly string[];
  /** `WK…`; webchat guests have none. */
  readonly workerSid?: string;
  readonly expiresAt: Date;
}

/** Length of a token's ciphertext, bytes: with the rest, tokens of 1 to 3 kB. */
const CIPHERTEXT_BYTES = { least: 700, most: 2_000 };

/** A token as opaque as the real ones: a JWE in compact form, whose content nobody but its maker could read. */
const newToken = (): string => {
  const { least, most } = CIPHERTEXT_BYTES;
  const header = Buffer.from('{"alg":"dir","enc":"A256GCM","cty":"JWT","kid":"local"}').toString('base64url');
  const size = least + (randomBytes(2).readUInt16BE() % (most - least));
  const [iv, ciphertext, tag] = [12, size, 16].map(bytes => randomBytes(bytes).toString('base64url'));
  return `${header}..${iv}.${ciphertext}.${tag}`;
};

/** The tokens that the stub has given out. */
export interface FlexTokens {
  issue(owner: TokenOwner): string;
  /** The body of a `Tokens/validate` answer about this token. */
  describe(token: string, now: Date): Record<string, unknown>;
}

export const createFlexTokens = (): FlexTokens => {
  const owners = new Map<string, TokenOwner>();
  return {
    issue: owner => {
      const token = newToken();
      owners.set(token, owner);
      return token;
    },
    describe: (token, now) => {
      const owner = owners.get(token);
      if (!owner) return { valid: false, code: 20101, message: 'Invalid Access Token' };
      if (owner.expiresAt <= now) return { valid: false, code: 20104, message: 'Access Token expired' };
      return {
        valid: true,
        code: 0,
        message: null,
        expiration: owner.expiresAt.toISOString(),
        realm_user_id: owner.realmUserId,
        identity: identityOf(owner.realmUserId),
        roles: owner.roles,
        worker_sid: owner.workerSid ?? null,
      };
    },
  };
};

/** Twilio's encoding of a user name: what is neither letter nor digit becomes `_` and its hexadecimal code. */
const identityOf = (realmUserId: string): string =>
  realmUserId.replace(/[^A-Za-z0-9]/g, character => {
    const code = character.charCodeAt(0).toString(16).toUpperCase();
    return `_${code.padStart(2, '0')}`;
  });
