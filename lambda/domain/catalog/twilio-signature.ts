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

/**
 * Whether Twilio signed the request with one of the account's auth tokens (the previous one counts while a new one is
 * rolled out; API keys cannot sign). Source: Twilio, "Webhooks security".
 *
 * Form posts are signed whole: the URL, then every field's name and value in the order of names. JSON posts are signed by
 * URL alone, which names the body's SHA-256; without that name the signature would cover nothing, so it is refused.
 */
export const isSignedByTwilio = (request: SignedRequest, authTokens: readonly string[]): boolean => {
  const { url, signature, body } = request;
  if (body.kind === 'json' && !hasNamedDigest(url, body.text)) return false;
  const signed = body.kind === 'form' ? url + signedFields(body.fields) : url;
  // Every token is tried, so that the time taken does not tell which one fits.
  return authTokens.map(token => sameText(signature, hmac(token, signed))).includes(true);
};

const hmac = (token: string, text: string): string => createHmac('sha1', token).update(text).digest('base64');

/** Twilio sorts by UTF-16 code units, and takes a value that is repeated under one name only once. */
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

/** Compares without telling, by the time it takes, how much is alike. The length is no secret: it is always the same. */
const sameText = (given: string, expected: string): boolean => {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
};
