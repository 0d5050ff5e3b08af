import type { CorsRule } from '../../template/buckets.ts';
import { matchesWildcard } from '../iam/wildcard.ts';
import type { Answer } from '../protocol/answer.ts';
import type { AwsRequest } from '../protocol/aws-request.ts';
import { s3Error } from './s3-xml.ts';

const VARY = 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method';

/** CORS headers for an answer, refusals included: S3 judges the origin before anything else. None without a fitting rule. */
export const corsHeaders = (rules: readonly CorsRule[], request: AwsRequest): Record<string, string> => {
  const origin = request.headers['origin'];
  const rule = origin === undefined ? undefined : ruleFor(rules, { origin, method: request.method, headers: [] });
  return origin !== undefined && rule ? headersOf(rule, origin) : {};
};

/** Answers a preflight: 200 when a rule allows what the browser asks about, else 403. It needs no signature. */
export const answerPreflight = (rules: readonly CorsRule[], { headers }: AwsRequest): Answer => {
  const origin = headers['origin'];
  const method = headers['access-control-request-method'];
  if (origin === undefined || method === undefined) {
    return s3Error(400, 'BadRequest', 'Insufficient information. Origin request header needed.');
  }
  const asked = (headers['access-control-request-headers'] ?? '').split(',').map(name => name.trim().toLowerCase());
  const wanted = asked.filter(name => name !== '');
  const rule = ruleFor(rules, { origin, method, headers: wanted });
  if (!rule) return s3Error(403, 'AccessForbidden', 'CORSResponse: This CORS request is not allowed.');
  return {
    status: 200,
    headers: {
      ...headersOf(rule, origin),
      ...(wanted.length > 0 && { 'Access-Control-Allow-Headers': wanted.join(', ') }),
      ...(rule.maxAgeSeconds !== undefined && { 'Access-Control-Max-Age': rule.maxAgeSeconds }),
    },
  };
};

interface Asked {
  readonly origin: string;
  readonly method: string;
  readonly headers: readonly string[];
}

const ruleFor = (rules: readonly CorsRule[], asked: Asked): CorsRule | undefined =>
  rules.find(
    rule =>
      rule.allowedOrigins.some(pattern => matchesWildcard(pattern, asked.origin)) &&
      rule.allowedMethods.includes(asked.method) &&
      asked.headers.every(name => rule.allowedHeaders?.some(pattern => matchesWildcard(pattern.toLowerCase(), name))),
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
