import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Result } from '../../lambda/domain/shared/result.ts';
import type { FunctionFailure } from '../functions/runnable-function.ts';
import type { StreamedResponse } from '../functions/streamed-response.ts';
import { createThrottle, type Throttle } from '../http-api/throttle.ts';
import { listenOnLoopback } from '../loopback-server.ts';
import type { RestApiDefinition, RestMethod } from '../template/rest-apis.ts';
import { gatewayAnswer } from './gateway-response.ts';
import { matchMethod } from './match-method.ts';
import { restEvent } from './rest-event.ts';

/** Request line and headers together, bytes ("Quotas" in the API Gateway guide). */
const MAX_HEAD_BYTES = 10_240;
/** A streamed response, bytes; Lambda ends it there ("Response streaming" in its guide). */
const MAX_RESPONSE_BYTES = 200 * 1024 * 1024;
/** Node's own limit must lie above the gateway's, or Node answers in its stead. */
const NODE_MAX_HEAD_BYTES = 64 * 1024;

export interface RestApiOptions {
  readonly definition: RestApiDefinition;
  /** Runs a function of the template by its logical id; resolves at the first byte of its answer. */
  readonly invokeStreaming: (
    functionLogicalId: string,
    event: unknown,
    /** Aborted when the client leaves before that. */
    signal: AbortSignal,
  ) => Promise<Result<StreamedResponse, FunctionFailure>>;
  /** One line per request: method, resource and status; never a path, which holds a link's token. */
  readonly log: (line: string) => void;
}

/** A running REST API. */
export interface LocalRestApi {
  /** With the stage, without a slash at the end. */
  readonly url: string;
  close(): Promise<void>;
}

/** Serves a REST API of the template on 127.0.0.1: streamed proxy integrations, gateway responses, throttling. */
export const startRestApi = async (options: RestApiOptions): Promise<LocalRestApi> => {
  const { definition } = options;
  const throttle = createThrottle(definition.throttle ?? { ratePerSecond: 10_000, burst: 5_000 });
  const server = createServer({ maxHeaderSize: NODE_MAX_HEAD_BYTES }, (request, response) => {
    const startedAt = performance.now();
    request.resume();
    const matched = route(definition, request);
    respond(request, response, { ...options, throttle, matched })
      .catch((bug: unknown) => {
        options.log(`gateway bug: ${bug}`);
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
  const left = new AbortController();
  response.once('close', () => left.abort());
  const outcome = await gateway.invokeStreaming(matched.method.functionLogicalId, event, left.signal);
  if (left.signal.aborted && !outcome.ok) return;
  if (!outcome.ok) return refuse(502, 'Internal server error');
  const { prelude, body } = outcome.value;
  response.writeHead(prelude.statusCode ?? 200, { ...prelude.headers, 'x-amzn-requestid': requestId });
  // A client that leaves destroys the body, which tells the function; a body that breaks off destroys the connection.
  await pipeline(body, limited(MAX_RESPONSE_BYTES), response).catch(() => undefined);
};

/** Breaks off after so many bytes. */
const limited = (maxBytes: number): Transform => {
  let passedBytes = 0;
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      passedBytes += chunk.length;
      done(passedBytes > maxBytes ? new Error('the response is larger than Lambda streams') : null, chunk);
    },
  });
};

const headBytes = ({ method, url, httpVersion, rawHeaders }: IncomingMessage): number =>
  Buffer.byteLength(`${method} ${url} HTTP/${httpVersion}\r\n`) +
  rawHeaders.reduce((bytes, text) => bytes + Buffer.byteLength(text) + 2, 0);
