import { createHash, randomBytes } from 'node:crypto';

/** The secret in a streamed link. Never logged or stored; only its hash is stored (`linkHashOf`). */
export type LinkToken = string & { readonly __brand: 'LinkToken' };

/** Thirty-two random bytes cannot be guessed, so their plain SHA-256 needs no salt. */
const TOKEN_BYTES = 32;
const LINK_TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** Returns a new token: 32 random bytes, base64url. */
export const newLinkToken = (): LinkToken => randomBytes(TOKEN_BYTES).toString('base64url') as LinkToken;

/** Returns the token, or undefined for text that cannot be one. */
export const parseLinkToken = (text: string): LinkToken | undefined =>
  LINK_TOKEN.test(text) ? (text as LinkToken) : undefined;

/**
 * Returns the SHA-256 of the token's text, hex. With the hash alone nobody can open a link, so a stolen table is of no use;
 * and the time of a lookup by hash tells nothing about a token.
 */
export const linkHashOf = (token: LinkToken): string => createHash('sha256').update(token).digest('hex');
