import { createHash, randomBytes } from 'node:crypto';

/** The secret in a streamed link. Never logged or stored; `linkHashOf` gives its stored stand-in. */
export type LinkToken = string & { readonly __brand: 'LinkToken' };

/** Thirty-two random bytes cannot be guessed, so their plain SHA-256 needs no salt. */
const TOKEN_BYTES = 32;
const LINK_TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** A new token: 32 random bytes, base64url. */
export const newLinkToken = (): LinkToken => randomBytes(TOKEN_BYTES).toString('base64url') as LinkToken;

/** The token, or undefined when the text cannot be one. */
export const parseLinkToken = (text: string): LinkToken | undefined =>
  LINK_TOKEN.test(text) ? (text as LinkToken) : undefined;

/** SHA-256 of the token's text, hex. A stolen table opens no link; looking up by hash leaks no timing about a token. */
export const linkHashOf = (token: LinkToken): string => createHash('sha256').update(token).digest('hex');
