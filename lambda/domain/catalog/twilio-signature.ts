import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** A webhook request as it arrived. */
export interface SignedRequest {
  /** The public URL exactly as it was called, query included. */
  readonly url: string;
  /** `X-Twilio-Signature`. */
  readonly signature: string;
  readonly body:
    | { readonly kind: 'form'; readonly fields: ReadonlyMap<string, readonly string[]> }
    | { readonly kind: 'json'; readonly text: string };
}

/** An HMAC-SHA1 is 20 bytes: 27 characters of base64 and one of padding. */
const SIGNATURE = /^[A-Za-z0-9+/]{27}=$/;

/** Returns true if the text has the form of a signature. A cheap check before the real one. */
export const canBeSignature = (text: string): boolean => SIGNATURE.test(text);

/**
 * The characters of a URL (RFC 3986, section 2). A form's fields follow the URL directly in the signed text. Without this
 * check, a request could have a part of the fields, such as JSON, in its URL.
 */
const URL_CHARACTERS = /^[\w\-.~:/?#[\]@!$&'()*+,;=%]+$/;

/**
 * Returns true if Twilio signed the request with one of the account's auth tokens. The previous token is valid, too, while
 * a new one is rolled out. API keys cannot sign. Source: Twilio, "Webhooks security".
 *
 * The signature of a form covers the URL, then the name and value of each field in the order of names. The signature of
 * JSON covers only the URL, which contains the body's SHA-256. A JSON request without this hash is refused, because the
 * signature would not cover its body.
 */
export const isSignedByTwilio = (request: SignedRequest, authTokens: readonly string[]): boolean => {
  const { url, signature, body } = request;
  if (!URL_CHARACTERS.test(url)) return false;
  if (body.kind === 'json' && !hasNamedDigest(url, body.text)) return false;
  const signed = Buffer.from(body.kind === 'form' ? url + signedFields(body.fields) : url);
  // Tries every token, so that the time does not reveal which one is valid.
  return authTokens.map(token => sameText(signature, hmac(token, signed))).includes(true);
};

const hmac = (token: string, signed: Buffer): string => createHmac('sha1', token).update(signed).digest('base64');

/** Twilio sorts by UTF-16 code units, and signs a value that is repeated under one name only once. */
const signedFields = (fields: ReadonlyMap<string, readonly string[]>): string =>
  [...fields.keys()]
    .sort()
    .flatMap(name => [...new Set(fields.get(name))].sort().map(value => name + value))
    .join('');

const hasNamedDigest = (url: string, text: string): boolean => {
  const query = new URLSearchParams(url.slice(url.indexOf('?') + 1));
  const digests = query.getAll('bodySHA256');
  const actual = createHash('sha256').update(text).digest('hex');
  return digests.length === 1 && sameText(digests[0]?.toLowerCase() ?? '', actual);
};

/** Compares in constant time. The length is not secret, because it is always the same. */
const sameText = (given: string, expected: string): boolean => {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
};
