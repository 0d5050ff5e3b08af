import http, { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import https from 'node:https';

/** A request with all headers except `connection`. */
export interface HttpRequest {
  readonly method: string;
  /** Only its protocol, host and port are used. */
  readonly endpoint: URL;
  /** Escaped, with the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

/** An answer whose headers have arrived. Header names are in lower case. The body is the socket's stream. */
export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: IncomingMessage;
}

/** Sends a request. Rejects with an `AbortError`, a `TimeoutError` or an error of Node. */
export type SendHttp = (request: HttpRequest, abortSignal?: AbortSignal) => Promise<HttpAnswer>;

/** Limits of time, in milliseconds. */
export interface HttpLimits {
  /** Until TCP is connected. */
  readonly connectionMs: number;
  /** From sending the request to receiving the headers. */
  readonly headersMs: number;
  /** The longest pause, also within a body. 0: no limit. */
  readonly pauseMs: number;
}

/** As in the SDK's HTTP handler. */
const AGENT_OPTIONS = { keepAlive: true, maxSockets: 50 };

/** An exchange that was ended here, with the name that the SDK gives to such an error. */
class ExchangeError extends Error {
  constructor(name: 'AbortError' | 'TimeoutError', message: string) {
    super(message);
    this.name = name;
  }
}

const aborted = (): Error => new ExchangeError('AbortError', 'Request aborted');
const timedOut = (what: string, limitMs: number): Error =>
  new ExchangeError('TimeoutError', `${what} within ${limitMs} ms`);

/**
 * Returns a function that sends requests with Node's HTTP client, as the SDK's HTTP handler does. Connections stay open
 * between requests. That handler takes more time, because it supports options and streams that these requests do not have.
 * @param httpsAgent for connections over TLS; default: one of its own
 */
export const httpExchanges = (limits: HttpLimits, httpsAgent?: https.Agent): SendHttp => {
  const transportTo = transports(httpsAgent);
  return ({ method, endpoint, path, headers, body }, abortSignal) =>
    new Promise((resolve, reject) => {
      if (abortSignal?.aborted) return reject(aborted());
      const { send, agent } = transportTo(endpoint);
      const request = send({
        agent,
        method,
        host: endpoint.hostname.replace(/^\[(.*)\]$/, '$1'),
        port: endpoint.port,
        path,
        headers: rawHeaders(headers),
        ...(limits.pauseMs > 0 && { timeout: limits.pauseMs }),
      });
      let response: IncomingMessage | undefined;
      const giveUp = (error: Error) => {
        response?.destroy(error);
        request.destroy(error);
      };
      const deadline = setTimeout(() => giveUp(timedOut('no answer', limits.headersMs)), limits.headersMs);
      request
        .on('response', answer => {
          clearTimeout(deadline);
          response = answer;
          resolve({ statusCode: answer.statusCode ?? 0, headers: answer.headers, body: answer });
        })
        .on('error', error => {
          clearTimeout(deadline);
          reject(namedAsInSdk(error));
        })
        .on('timeout', () => giveUp(timedOut('no bytes', limits.pauseMs)));
      limitConnecting(request, limits.connectionMs, giveUp);
      if (abortSignal) {
        const onAbort = () => giveUp(aborted());
        abortSignal.addEventListener('abort', onAbort, { once: true });
        request.once('close', () => abortSignal.removeEventListener('abort', onAbort));
      }
      request.end(body);
    });
};

/** Returns Node's client and the agent for an endpoint. Each agent is created when it is needed. */
const transports = (httpsAgent: https.Agent | undefined) => {
  let [tls, plain]: [https.Agent | undefined, http.Agent | undefined] = [httpsAgent, undefined];
  return ({ protocol }: URL) => {
    if (protocol === 'https:') {
      tls ??= new https.Agent(AGENT_OPTIONS);
      return { send: https.request, agent: tls };
    }
    plain ??= new http.Agent(AGENT_OPTIONS);
    return { send: http.request, agent: plain };
  };
};

/** Names and values in turn. Node sends such a list as it is, and does not look at each name again. */
const rawHeaders = (headers: Readonly<Record<string, string>>): string[] => {
  const list: string[] = [];
  for (const name in headers) list.push(name, headers[name] ?? '');
  return list;
};

const limitConnecting = (request: ClientRequest, limitMs: number, giveUp: (error: Error) => void): void => {
  request.once('socket', socket => {
    if (!socket.connecting) return;
    const timer = setTimeout(() => giveUp(timedOut('no connection', limitMs)), limitMs);
    const stop = () => clearTimeout(timer);
    socket.once('connect', stop).once('close', stop);
  });
};

/** The SDK counts broken connections as timeouts. */
const BROKEN_CONNECTION = new Set(['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT']);

const namedAsInSdk = (error: NodeJS.ErrnoException): Error => {
  if (BROKEN_CONNECTION.has(error.code ?? '')) error.name = 'TimeoutError';
  return error;
};
