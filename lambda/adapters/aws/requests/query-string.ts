/** Texts in which nothing is escaped. */
const UNRESERVED = /^[\w.~-]*$/;

/** Escapes a text for a path segment or a query as AWS does: everything except letters, digits and `-._~` (RFC 3986). */
export const escapeUri = (text: string): string =>
  UNRESERVED.test(text)
    ? text
    : encodeURIComponent(text).replaceAll(/[!'()*]/g, char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/** Returns a query in the order in which AWS signs it. */
export const queryString = (query: Readonly<Record<string, string>>): string =>
  Object.keys(query)
    .sort()
    .map(name => `${escapeUri(name)}=${escapeUri(query[name] ?? '')}`)
    .join('&');
