import { timingSafeEqual } from 'node:crypto';

/** The credentials of the stub's account. */
export interface TwilioAccount {
  readonly accountSid: string;
  readonly authToken: string;
  readonly apiKeySid: string;
  readonly apiKeySecret: string;
}

/** The kind of credential that authorised a request. */
export type Authorisation = 'account' | 'api-key' | 'caller-token';

/**
 * Returns the kind of credential in an `Authorization` header: the account's auth token, an API key, or as user `token` the
 * Flex token that the request validates (`callerToken`). Returns undefined for invalid credentials.
 */
export const authorisationOf = (
  header: string | undefined,
  account: TwilioAccount,
  callerToken?: string,
): Authorisation | undefined => {
  const encoded = /^basic\s+(\S+)$/i.exec(header ?? '')?.[1];
  const [, user, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded ?? '', 'base64').toString()) ?? [];
  if (user === undefined || password === undefined) return undefined;
  if (user === account.accountSid && isEqual(password, account.authToken)) return 'account';
  if (user === account.apiKeySid && isEqual(password, account.apiKeySecret)) return 'api-key';
  return user === 'token' && callerToken && isEqual(password, callerToken) ? 'caller-token' : undefined;
};

const isEqual = (given: string, expected: string): boolean => {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
};
