/** The headers that a player must be able to read for seeking. */
const EXPOSED_HEADERS = 'Content-Range, Accept-Ranges, Content-Length, ETag';
const PREFLIGHT_SECONDS = '3600';

/**
 * Returns the CORS headers for a configured origin, compared exactly. Without them the browser hides the answer from the
 * page. A REST API adds no CORS headers to a proxied answer.
 */
export const corsHeaders = (allowedOrigins: readonly string[], origin: string | undefined): Record<string, string> => ({
  Vary: 'Origin',
  ...(origin !== undefined &&
    allowedOrigins.includes(origin) && {
      'Access-Control-Allow-Origin': origin,
      'Access-Control-Expose-Headers': EXPOSED_HEADERS,
    }),
});

/** Further headers of a preflight's answer. Browsers send a preflight for `If-Range` and for unusual ranges. */
export const PREFLIGHT_HEADERS: Readonly<Record<string, string>> = {
  'Access-Control-Allow-Methods': 'GET, HEAD',
  'Access-Control-Allow-Headers': 'range, if-range',
  'Access-Control-Max-Age': PREFLIGHT_SECONDS,
};
