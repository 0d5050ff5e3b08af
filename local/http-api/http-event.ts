import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { HttpApiRoute } from '../template/http-apis.ts';
import { LOCAL_ACCOUNT } from '../template/local-account.ts';

/** The data from which an event is built. */
export interface HttpExchange {
  readonly route: HttpApiRoute;
  readonly request: IncomingMessage;
  readonly path: string;
  readonly rawQueryString: string;
  readonly body: Buffer;
  readonly apiId: string;
  readonly stageName: string;
  readonly requestId: string;
  readonly receivedAt: Date;
}

/** Headers that apply to the connection only. */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade']);

/** Bodies of these types are text in the event. All others, including form posts, are in base64. */
const TEXT_TYPE = /^(text\/|application\/(json|xml|javascript)\s*(;|$))/i;

/**
 * Builds the event of an HTTP API in payload format 2.0 ("Create AWS Lambda proxy integrations for HTTP APIs" in the API
 * Gateway guide).
 */
export const httpEvent = (exchange: HttpExchange): APIGatewayProxyEventV2 => {
  const { request, route, path, rawQueryString, body, receivedAt } = exchange;
  const { cookie, ...headers } = joinedHeaders(request);
  const sourceIp = request.socket.remoteAddress ?? '';
  const domainName = (headers['host'] ?? '').replace(/:\d+$/, '');
  const isBase64Encoded = body.length > 0 && !TEXT_TYPE.test(headers['content-type'] ?? '');
  return {
    version: '2.0',
    routeKey: route.routeKey,
    rawPath: path,
    rawQueryString,
    ...(cookie && { cookies: cookie.split(/;\s*/) }),
    headers: {
      ...headers,
      'x-forwarded-for': [headers['x-forwarded-for'], sourceIp].filter(Boolean).join(', '),
      'x-forwarded-port': String(request.socket.localPort),
      'x-forwarded-proto': 'http',
    },
    ...optional('queryStringParameters', queryParameters(rawQueryString)),
    requestContext: {
      accountId: LOCAL_ACCOUNT,
      apiId: exchange.apiId,
      domainName,
      domainPrefix: domainName.split('.')[0] ?? '',
      http: {
        method: request.method ?? 'GET',
        path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: exchange.requestId,
      routeKey: route.routeKey,
      stage: exchange.stageName,
      time: clfTime(receivedAt),
      timeEpoch: receivedAt.getTime(),
    },
    ...(body.length > 0 && { body: body.toString(isBase64Encoded ? 'base64' : 'utf8') }),
    isBase64Encoded,
  };
};

/** Returns the headers with lower-case names. The values of a repeated header are joined by commas. */
const joinedHeaders = (request: IncomingMessage): Record<string, string> => {
  const headers: Record<string, string> = {};
  for (const [name, values] of Object.entries(request.headersDistinct)) {
    if (values && !HOP_BY_HOP.has(name)) headers[name] = values.join(name === 'cookie' ? '; ' : ',');
  }
  return headers;
};

/** Returns the decoded parameters. The values of a repeated parameter are joined by commas. */
const queryParameters = (rawQueryString: string): Record<string, string> => {
  const query = new URLSearchParams(rawQueryString);
  return Object.fromEntries([...new Set(query.keys())].map(name => [name, query.getAll(name).join(',')]));
};

/** Omits an empty object, as the gateway does. */
const optional = <Name extends string>(name: Name, values: Readonly<Record<string, string>>) =>
  Object.keys(values).length > 0 ? ({ [name]: values } as Record<Name, Record<string, string>>) : {};

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Formats a time as `24/Nov/2026:02:34:14 +0000` (Common Log Format, UTC). */
const clfTime = (at: Date): string => {
  const [, year, month, day, time] = /^(\d{4})-(\d\d)-(\d\d)T(.{8})/.exec(at.toISOString()) ?? [];
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${time} +0000`;
};
