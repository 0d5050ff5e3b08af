import { timingSafeEqual } from 'node:crypto';

/** What the stub's account accepts. */
export interface TwilioAccount {
  readonly accountSid: string;
  readonly authToken: string;
  readonly apiKeySid: string;
  readonly apiKeySecret: string;
}

/** By which kind of credential a request was let in. */
export type Authorisation = 'account' | 'api-key' | 'caller-token';

/**
 * Which credential an `Authorization` header carries: the account's own, an API key, or the Flex token that the request
 * is about (`callerToken`), as user `token`. Undefined: none that is good.
 */
export const authorisationOf = (
  header: string | undefined,
  account: TwilioAccount,
  callerToken?: string,
): Authorisation | undefined => {
  const encoded = /^basic\s+(\S+)$/i.exec(header ?? '')?.[1];
  const [, user, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded ?? '', 'base64').toString()) ?? [];
  if (user === undefined || password === undefined) return undefined;
  if (user === account.accountSid && same(password, account.authToken)) return 'account';
  if (user === account.apiKeySid && same(password, account.apiKeySecret)) return 'api-key';
  return user === 'token' && callerToken && same(password, callerToken) ? 'caller-token' : undefined;
};

const same = (given: string, wanted: string): boolean => {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
};
