import type { CorsRule } from '../../template/buckets.ts';
import { matchesWildcard } from '../iam/wildcard.ts';
import type { Answer } from '../protocol/answer.ts';
import type { AwsRequest } from '../protocol/aws-request.ts';
import { s3Error } from './s3-xml.ts';

const VARY = 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method';

/** Returns the CORS headers of an answer. Refusals have them too, because S3 checks the origin first. Empty without a matching rule. */
export const corsHeaders = (rules: readonly CorsRule[], request: AwsRequest): Record<string, string> => {
  const origin = request.headers['origin'];
  const rule = origin === undefined ? undefined : ruleFor(rules, { origin, method: request.method, headers: [] });
  return origin !== undefined && rule ? headersOf(rule, origin) : {};
};

/** Answers a preflight: 200 when a rule allows the request, otherwise 403. A preflight needs no signature. */
export const answerPreflight = (rules: readonly CorsRule[], { headers }: AwsRequest): Answer => {
  const origin = headers['origin'];
  const method = headers['access-control-request-method'];
  if (origin === undefined || method === undefined) {
    return s3Error(400, 'BadRequest', 'Insufficient information. Origin request header needed.');
  }
  const requested = (headers['access-control-request-headers'] ?? '').split(',').map(name => name.trim().toLowerCase());
  const names = requested.filter(name => name !== '');
  const rule = ruleFor(rules, { origin, method, headers: names });
  if (!rule) return s3Error(403, 'AccessForbidden', 'CORSResponse: This CORS request is not allowed.');
  return {
    status: 200,
    headers: {
      ...headersOf(rule, origin),
      ...(names.length > 0 && { 'Access-Control-Allow-Headers': names.join(', ') }),
      ...(rule.maxAgeSeconds !== undefined && { 'Access-Control-Max-Age': rule.maxAgeSeconds }),
    },
  };
};

interface CorsRequest {
  readonly origin: string;
  readonly method: string;
  readonly headers: readonly string[];
}

const ruleFor = (rules: readonly CorsRule[], request: CorsRequest): CorsRule | undefined =>
  rules.find(
    rule =>
      rule.allowedOrigins.some(pattern => matchesWildcard(pattern, request.origin)) &&
      rule.allowedMethods.includes(request.method) &&
      request.headers.every(name => rule.allowedHeaders?.some(pattern => matchesWildcard(pattern.toLowerCase(), name))),
  );

const headersOf = (rule: CorsRule, origin: string): Record<string, string> => {
  const anyOrigin = rule.allowedOrigins.includes('*');
  return {
    'Access-Control-Allow-Origin': anyOrigin ? '*' : origin,
    'Access-Control-Allow-Methods': rule.allowedMethods.join(', '),
    ...(!anyOrigin && { 'Access-Control-Allow-Credentials': 'true' }),
    ...(rule.exposedHeaders && { 'Access-Control-Expose-Headers': rule.exposedHeaders.join(', ') }),
    Vary: VARY,
  };
};
