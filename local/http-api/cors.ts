import type { IncomingMessage } from 'node:http';
import type { HttpApiCors } from '../template/http-apis.ts';
import type { HttpAnswer } from './http-answer.ts';

/** Whether a browser asks beforehand if it may send the real request. */
export const isPreflight = ({ method, headers }: IncomingMessage): boolean =>
  method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined;

/** The gateway's own answer to a preflight: the configured lists for an allowed origin, nothing for any other. */
export const preflightAnswer = (cors: HttpApiCors, origin: string | undefined): HttpAnswer => ({
  status: 204,
  headers: {
    ...corsHeaders(cors, origin),
    ...(allows(cors, origin) && {
      'access-control-allow-methods': cors.allowMethods.join(','),
      'access-control-allow-headers': cors.allowHeaders.join(','),
      ...(cors.maxAgeSeconds !== undefined && { 'access-control-max-age': String(cors.maxAgeSeconds) }),
    }),
  },
  cookies: [],
  body: Buffer.alloc(0),
});

/**
 * Puts the gateway's CORS headers on an answer and takes the function's away: once CORS is configured, HTTP APIs ignore
 * what the function says about it.
 */
export const withCors = (answer: HttpAnswer, cors: HttpApiCors, origin: string | undefined): HttpAnswer => {
  const own = Object.entries(answer.headers).filter(([name]) => !name.startsWith('access-control-') && name !== 'vary');
  return { ...answer, headers: { ...Object.fromEntries(own), ...corsHeaders(cors, origin, answer.headers['vary']) } };
};

const corsHeaders = (cors: HttpApiCors, origin: string | undefined, vary = ''): Record<string, string> => {
  const everyone = cors.allowOrigins.includes('*') && !cors.allowCredentials;
  const varies = vary
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '' && name.toLowerCase() !== 'origin');
  // The answer to one origin must not be served from a cache to another.
  if (!everyone) varies.push('Origin');
  return {
    ...(varies.length > 0 && { vary: varies.join(', ') }),
    ...(allows(cors, origin) && {
      'access-control-allow-origin': everyone ? '*' : String(origin),
      ...(cors.exposeHeaders.length > 0 && { 'access-control-expose-headers': cors.exposeHeaders.join(',') }),
      ...(cors.allowCredentials && { 'access-control-allow-credentials': 'true' }),
    }),
  };
};

/** Exact match, or `*`, or `https://*` for every origin of a scheme. */
const allows = (cors: HttpApiCors, origin: string | undefined): boolean =>
  origin !== undefined &&
  cors.allowOrigins.some(allowed =>
    allowed.endsWith('*') ? origin.startsWith(allowed.slice(0, -1)) : allowed === origin,
  );
