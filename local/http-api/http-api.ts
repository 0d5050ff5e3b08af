import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Result } from '../../lambda/domain/shared/result.ts';
import { type FunctionFailure, THROTTLED } from '../functions/runnable-function.ts';
import { listenOnLoopback } from '../loopback-server.ts';
import { readBody } from '../read-body.ts';
import type { HttpApiDefinition, HttpApiRoute } from '../template/http-apis.ts';
import { isPreflight, preflightAnswer, withCors } from './cors.ts';
import { functionAnswer, gatewayAnswer, type HttpAnswer } from './http-answer.ts';
import { httpEvent } from './http-event.ts';
import { createThrottle, type Throttle } from './throttle.ts';

/** Limit of request line and headers together ("Quotas" in the API Gateway guide). */
const MAX_HEAD_BYTES = 10_240;
/** Limit of a body. */
const MAX_BODY_BYTES = 10 * 1024 * 1024;
/** The default throttling of an account, for stages without own limits. */
const ACCOUNT_RATE_PER_SECOND = 10_000;
const ACCOUNT_BURST = 5_000;
/** Node's limit must be above the gateway's, otherwise Node answers instead of the gateway. */
const NODE_MAX_HEAD_BYTES = 64 * 1024;

export interface HttpApiOptions {
  readonly definition: HttpApiDefinition;
  /** Runs a function of the template by its logical id. */
  readonly invoke: (functionLogicalId: string, event: unknown) => Promise<Result<unknown, FunctionFailure>>;
  /** Receives method, path and status of each request. Never receives a header or a query. */
  readonly log: (line: string) => void;
  readonly port?: number;
}

/** A running HTTP API. */
export interface LocalHttpApi {
  /** Without a path, such as `http://127.0.0.1:4000`. */
  readonly url: string;
  close(): Promise<void>;
}

/** Serves an HTTP API of the template on 127.0.0.1, with its routes, CORS, throttling and limits. */
export const startHttpApi = async (options: HttpApiOptions): Promise<LocalHttpApi> => {
  const throttles = createThrottles(options.definition);
  const server = createServer({ maxHeaderSize: NODE_MAX_HEAD_BYTES }, async (request, response) => {
    const startedAt = performance.now();
    const requestId = randomBytes(11).toString('base64url');
    const answer = await answerRequest(request, { ...options, throttles, requestId }).catch((bug: unknown) => {
      options.log(`the gateway failed: ${bug}`);
      return INTERNAL_ERROR;
    });
    send(response, answer, requestId);
    const milliseconds = Math.round(performance.now() - startedAt);
    options.log(`${request.method} ${pathOf(request)} ${answer.status} ${milliseconds} ms`);
  });
  const { port, close } = await listenOnLoopback(server, options.port);
  return { url: `http://127.0.0.1:${port}`, close };
};

/** Creates one token bucket for each route: default route settings apply to each route separately. */
const createThrottles = ({ routes, throttle }: HttpApiDefinition): Map<string, Throttle> =>
  new Map(
    routes.map(({ routeKey }) => [
      routeKey,
      createThrottle({
        ratePerSecond: throttle?.ratePerSecond ?? ACCOUNT_RATE_PER_SECOND,
        burst: throttle?.burst ?? ACCOUNT_BURST,
      }),
    ]),
  );

const INTERNAL_ERROR = gatewayAnswer(500, 'Internal Server Error');

/** The gateway during one request. */
interface Gateway extends HttpApiOptions {
  readonly throttles: ReadonlyMap<string, Throttle>;
  readonly requestId: string;
}

const answerRequest = async (request: IncomingMessage, gateway: Gateway): Promise<HttpAnswer> => {
  const { cors } = gateway.definition;
  const { origin } = request.headers;
  if (cors && isPreflight(request)) return preflightAnswer(cors, origin);
  const answer = await answerRoute(request, gateway);
  return cors ? withCors(answer, cors, origin) : answer;
};

const answerRoute = async (request: IncomingMessage, gateway: Gateway): Promise<HttpAnswer> => {
  // The body is always read, because a client that is still sending does not see an answer.
  const body = await readBody(request, MAX_BODY_BYTES);
  if (headBytes(request) > MAX_HEAD_BYTES) return gatewayAnswer(431, 'Request Header Fields Too Large');
  const routeKey = `${request.method} ${pathOf(request)}`;
  const route = gateway.definition.routes.find(candidate => candidate.routeKey === routeKey);
  if (!route) return gatewayAnswer(404, 'Not Found');
  if (!gateway.throttles.get(routeKey)?.()) return gatewayAnswer(429, 'Too Many Requests');
  if (!body) return gatewayAnswer(413, 'Request Entity Too Large');
  return invokeRoute(request, body, route, gateway);
};

/** Invokes the function of a route. Returns its answer, or an error for a failure, an invalid answer or a timeout. */
const invokeRoute = async (
  request: IncomingMessage,
  body: Buffer,
  route: HttpApiRoute,
  { definition, invoke, requestId }: Gateway,
): Promise<HttpAnswer> => {
  const event = httpEvent({
    request,
    body,
    route,
    path: pathOf(request),
    rawQueryString: /\?(.*)$/s.exec(request.url ?? '')?.[1] ?? '',
    apiId: definition.apiId,
    stageName: definition.stageName,
    requestId,
    receivedAt: new Date(),
  });
  const outcome = await waitAtMost(route.timeoutMs, invoke(route.functionLogicalId, event));
  const isThrottled = outcome && !outcome.ok && outcome.error.errorType === THROTTLED;
  if (!outcome || isThrottled) return gatewayAnswer(503, 'Service Unavailable');
  return (outcome.ok && functionAnswer(outcome.value)) || INTERNAL_ERROR;
};

/** Returns the result of the work, or undefined after the time limit. */
const waitAtMost = async <T>(milliseconds: number, work: Promise<T>): Promise<T | undefined> => {
  let timer: NodeJS.Timeout | undefined;
  const overdue = new Promise<undefined>(resolve => {
    timer = setTimeout(resolve, milliseconds, undefined);
  });
  return Promise.race([work, overdue]).finally(() => clearTimeout(timer));
};

const pathOf = (request: IncomingMessage): string => request.url?.split('?', 1)[0] ?? '/';

const headBytes = ({ method, url, httpVersion, rawHeaders }: IncomingMessage): number =>
  Buffer.byteLength(`${method} ${url} HTTP/${httpVersion}\r\n`) +
  rawHeaders.reduce((bytes, text) => bytes + Buffer.byteLength(text) + 2, 0);

const send = (response: ServerResponse, answer: HttpAnswer, requestId: string): void => {
  response.writeHead(answer.status, {
    ...answer.headers,
    'apigw-requestid': requestId,
    ...(answer.status !== 204 && { 'content-length': answer.body.length }),
  });
  response.end(answer.body);
};
