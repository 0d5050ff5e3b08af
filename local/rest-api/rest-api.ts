import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Result } from '../../lambda/domain/shared/result.ts';
import { type FunctionFailure, THROTTLED } from '../functions/runnable-function.ts';
import type { StreamedResponse } from '../functions/streamed-response.ts';
import { createThrottle, type Throttle } from '../http-api/throttle.ts';
import { listenOnLoopback } from '../loopback-server.ts';
import type { RestApiDefinition, RestMethod } from '../template/rest-apis.ts';
import { gatewayAnswer } from './gateway-response.ts';
import { matchMethod } from './match-method.ts';
import { restEvent } from './rest-event.ts';

/** Limit of request line and headers together ("Quotas" in the API Gateway guide). */
const MAX_HEAD_BYTES = 10_240;
/** Limit of a streamed response, where Lambda ends it ("Response streaming" in its guide). */
const MAX_RESPONSE_BYTES = 200 * 1024 * 1024;
/** Node's limit must be above the gateway's, otherwise Node answers instead of the gateway. */
const NODE_MAX_HEAD_BYTES = 64 * 1024;

export interface RestApiOptions {
  readonly definition: RestApiDefinition;
  /** Runs a function of the template by its logical id. Resolves at the first byte of its answer. */
  readonly invokeStreaming: (
    functionLogicalId: string,
    event: unknown,
  ) => Promise<Result<StreamedResponse, FunctionFailure>>;
  /** Receives method, resource and status of each request. Never receives a path, because it contains a link's token. */
  readonly log: (line: string) => void;
}

/** A running REST API. */
export interface LocalRestApi {
  /** Includes the stage, without a slash at the end. */
  readonly url: string;
  close(): Promise<void>;
}

/** Serves a REST API of the template on 127.0.0.1, with streamed integrations, gateway responses and throttling. */
export const startRestApi = async (options: RestApiOptions): Promise<LocalRestApi> => {
  const { definition } = options;
  const throttle = createThrottle(definition.throttle ?? { ratePerSecond: 10_000, burst: 5_000 });
  const server = createServer({ maxHeaderSize: NODE_MAX_HEAD_BYTES }, (request, response) => {
    const startedAt = performance.now();
    request.resume();
    const matched = route(definition, request);
    respond(request, response, { ...options, throttle, matched })
      .catch((bug: unknown) => {
        options.log(`the gateway failed: ${bug}`);
        response.destroy();
      })
      .finally(() => {
        const how = response.writableFinished ? '' : ' broken off';
        const milliseconds = Math.round(performance.now() - startedAt);
        const resource = matched?.method.resourcePath ?? 'unknown resource';
        const status = response.headersSent ? response.statusCode : 'no answer';
        options.log(`${request.method} ${resource} ${status}${how} ${milliseconds} ms`);
      });
  });
  const { port, close } = await listenOnLoopback(server);
  return { url: `http://127.0.0.1:${port}/${definition.stageName}`, close };
};

interface Matched {
  readonly method: RestMethod;
  readonly path: string;
  readonly pathParameters: Readonly<Record<string, string>>;
}

const route = (definition: RestApiDefinition, request: IncomingMessage): Matched | undefined => {
  const [fullPath = '/'] = (request.url ?? '/').split('?');
  const prefix = `/${definition.stageName}/`;
  if (!fullPath.startsWith(prefix)) return undefined;
  const path = fullPath.slice(prefix.length - 1);
  const match = matchMethod(definition.methods, { method: request.method ?? '', path });
  return match && { ...match, path };
};

const respond = async (
  request: IncomingMessage,
  response: ServerResponse,
  gateway: RestApiOptions & { readonly throttle: Throttle; readonly matched: Matched | undefined },
): Promise<void> => {
  const { definition, matched } = gateway;
  const requestId = randomUUID();
  const refuse = (status: number, message: string): void => {
    const answer = gatewayAnswer(definition, request, { status, message });
    response.writeHead(answer.status, { ...answer.headers, 'x-amzn-requestid': requestId });
    response.end(request.method === 'HEAD' ? undefined : answer.body);
  };
  if (headBytes(request) > MAX_HEAD_BYTES) return refuse(431, 'Request Header Fields Too Large');
  if (!matched) return refuse(403, 'Missing Authentication Token');
  if (!gateway.throttle()) return refuse(429, 'Too Many Requests');

  const event = restEvent({ request, definition, ...matched, requestId, receivedAt: new Date() });
  const outcome = await gateway.invokeStreaming(matched.method.functionLogicalId, event);
  // A REST API answers a throttled function with 500.
  if (!outcome.ok) return refuse(outcome.error.errorType === THROTTLED ? 500 : 502, 'Internal server error');
  const { prelude, body } = outcome.value;
  // The client has closed the connection. As in AWS, the function is not informed.
  if (response.destroyed) return void body.destroy();
  response.writeHead(prelude.statusCode ?? 200, { ...prelude.headers, 'x-amzn-requestid': requestId });
  // If the client closes the connection, the body is destroyed. If the body fails, the connection is destroyed.
  await pipeline(body, limitBytes(MAX_RESPONSE_BYTES), response).catch(() => undefined);
};

/** Creates a stream that fails after `maxBytes`. */
const limitBytes = (maxBytes: number): Transform => {
  let passedBytes = 0;
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      passedBytes += chunk.length;
      done(passedBytes > maxBytes ? new Error('the response is larger than the limit of Lambda') : null, chunk);
    },
  });
};

const headBytes = ({ method, url, httpVersion, rawHeaders }: IncomingMessage): number =>
  Buffer.byteLength(`${method} ${url} HTTP/${httpVersion}\r\n`) +
  rawHeaders.reduce((bytes, text) => bytes + Buffer.byteLength(text) + 2, 0);
