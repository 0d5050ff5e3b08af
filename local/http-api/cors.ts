import type { IncomingMessage } from 'node:http';
import type { HttpApiCors } from '../template/http-apis.ts';
import type { HttpAnswer } from './http-answer.ts';

/** Returns whether the request is a CORS preflight. */
export const isPreflight = ({ method, headers }: IncomingMessage): boolean =>
  method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined;

/** Returns the gateway's answer to a preflight: the configured lists for an allowed origin, nothing for other origins. */
export const preflightAnswer = (cors: HttpApiCors, origin: string | undefined): HttpAnswer => ({
  status: 204,
  headers: {
    ...corsHeaders(cors, origin),
    ...(isAllowed(cors, origin) && {
      'access-control-allow-methods': cors.allowMethods.join(','),
      'access-control-allow-headers': cors.allowHeaders.join(','),
      ...(cors.maxAgeSeconds !== undefined && { 'access-control-max-age': String(cors.maxAgeSeconds) }),
    }),
  },
  body: Buffer.alloc(0),
});

/** Replaces the function's CORS headers by the gateway's: HTTP APIs with CORS configuration ignore those of the function. */
export const withCors = (answer: HttpAnswer, cors: HttpApiCors, origin: string | undefined): HttpAnswer => {
  const own = Object.entries(answer.headers).filter(([name]) => !name.startsWith('access-control-') && name !== 'vary');
  return { ...answer, headers: { ...Object.fromEntries(own), ...corsHeaders(cors, origin, answer.headers['vary']) } };
};

const corsHeaders = (cors: HttpApiCors, origin: string | undefined, vary = ''): Record<string, string> => {
  const others = vary
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '' && name.toLowerCase() !== 'origin');
  return {
    // A cache must not use the answer to one origin for another origin.
    vary: [...others, 'Origin'].join(', '),
    ...(origin !== undefined && isAllowed(cors, origin) && { 'access-control-allow-origin': origin }),
  };
};

const isAllowed = (cors: HttpApiCors, origin: string | undefined): boolean =>
  origin !== undefined && cors.allowOrigins.includes(origin);
