import { randomBytes } from 'node:crypto';

/** The user of a Flex token, in Twilio's terms. */
export interface TokenOwner {
  /** The user's name at the identity provider, such as `user@example.com`. */
  readonly realmUserId: string;
  readonly roles: readonly string[];
  /** `WK…`; webchat guests have none. */
  readonly workerSid?: string;
  readonly expiresAt: Date;
}

/** The range of a ciphertext's length. The whole token has 1 to 3 kB. */
const CIPHERTEXT_BYTES = { least: 700, most: 2_000 };

/** Creates an opaque token like Twilio's: a JWE in compact form with random content. */
const createToken = (): string => {
  const { least, most } = CIPHERTEXT_BYTES;
  const header = Buffer.from('{"alg":"dir","enc":"A256GCM","cty":"JWT","kid":"local"}').toString('base64url');
  const size = least + (randomBytes(2).readUInt16BE() % (most - least));
  const [iv, ciphertext, tag] = [12, size, 16].map(bytes => randomBytes(bytes).toString('base64url'));
  return `${header}..${iv}.${ciphertext}.${tag}`;
};

/** The issued tokens. */
export interface FlexTokens {
  issue(owner: TokenOwner): string;
  /** Returns the body of the `Tokens/validate` answer about a token. */
  describe(token: string, now: Date): Record<string, unknown>;
}

export const createFlexTokens = (): FlexTokens => {
  const owners = new Map<string, TokenOwner>();
  return {
    issue: owner => {
      const token = createToken();
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

/** Encodes a user name as Twilio does: other characters than letters and digits become `_` and their hexadecimal code. */
const identityOf = (realmUserId: string): string =>
  realmUserId.replace(/[^A-Za-z0-9]/g, character => {
    const code = character.charCodeAt(0).toString(16).toUpperCase();
    return `_${code.padStart(2, '0')}`;
  });
