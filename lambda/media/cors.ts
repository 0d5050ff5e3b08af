/** What a player has to see of an answer to seek in it. */
const EXPOSED_HEADERS = 'Content-Range, Accept-Ranges, Content-Length, ETag';
const PREFLIGHT_SECONDS = '3600';

/**
 * CORS for the configured origins, matched exactly; others get none, and the browser keeps the answer from the page.
 * A REST API adds none of its own to a proxied answer.
 */
export const corsHeaders = (allowedOrigins: readonly string[], origin: string | undefined): Record<string, string> => ({
  Vary: 'Origin',
  ...(origin !== undefined &&
    allowedOrigins.includes(origin) && {
      'Access-Control-Allow-Origin': origin,
      'Access-Control-Expose-Headers': EXPOSED_HEADERS,
    }),
});

/** What a preflight is told on top. `If-Range` and unusual ranges are why a browser asks at all. */
export const PREFLIGHT_HEADERS: Readonly<Record<string, string>> = {
  'Access-Control-Allow-Methods': 'GET, HEAD',
  'Access-Control-Allow-Headers': 'range, if-range',
  'Access-Control-Max-Age': PREFLIGHT_SECONDS,
};
