import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const SECRET_BYTES = 32;

/**
 * Decides who may read the desk. The token is in the printed address; the page moves it into the memory of its tab and
 * sends it as `Authorization: Bearer`. Without it there is no data. A cookie would not do: browsers send a cookie to every
 * port of this host, so to other programs of this machine. The page's own files have a cookie, so that the page can be
 * reloaded without the token in its address; that cookie gives no data.
 */
export interface DeskAccess {
  readonly token: string;
  /** `Set-Cookie` for the page. */
  readonly cookie: string;
  /** @param authorization the request's header */
  mayRead(authorization: string | undefined): boolean;
  /** @param token the address's `token`. @param cookies the request's header */
  mayLoadPage(token: string | null, cookies: string | undefined): boolean;
}

/** Makes new secrets of 256 bits each. @param port names the cookie, because cookies of all ports are in one list */
export const createAccess = (port: number): DeskAccess => {
  const token = randomSecret();
  const pageKey = randomSecret();
  const cookieName = `audit-desk-${port}`;
  return {
    token,
    cookie: `${cookieName}=${pageKey}; HttpOnly; SameSite=Strict; Path=/`,
    mayRead: authorization => isSame(authorization, `Bearer ${token}`),
    mayLoadPage: (given, cookies) => isSame(given, token) || isSame(cookieOf(cookies, cookieName), pageKey),
  };
};

const randomSecret = (): string => randomBytes(SECRET_BYTES).toString('base64url');

/** Compares in constant time: hashes have the same length whatever was given. */
const isSame = (given: string | null | undefined, secret: string): boolean =>
  timingSafeEqual(sha256(given ?? ''), sha256(secret));

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

const cookieOf = (cookies: string | undefined, name: string): string | undefined =>
  cookies
    ?.split(/; */)
    .find(cookie => cookie.startsWith(`${name}=`))
    ?.slice(name.length + 1);
