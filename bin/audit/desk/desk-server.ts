import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { COMMON_HEADERS } from '../../pages/common-headers.ts';
import { loadPageFiles, type PageFile } from '../../pages/page-files.ts';
import type { Endpoint } from './api-answer.ts';
import { CONTENT_SECURITY_POLICY } from './content-security-policy.ts';
import { createAccess, type DeskAccess } from './desk-access.ts';
import { deskProblem } from './desk-problem.ts';

/** A running desk. */
export interface DeskServer {
  /** The address to open in a browser. It contains the token. */
  readonly url: string;
  close(): Promise<void>;
}

export interface DeskServerOptions {
  /** 0: a free port. */
  readonly port: number;
  /** By name: `/api/NAME`. */
  readonly endpoints: Readonly<Record<string, Endpoint>>;
}

/**
 * Serves the desk on 127.0.0.1, to requests with its own host name and its token. It changes nothing and has no CORS: a page
 * of another site can neither read an answer nor learn by DNS rebinding what is here. Rejects with `EADDRINUSE`.
 */
export const startDeskServer = async ({ port, endpoints }: DeskServerOptions): Promise<DeskServer> => {
  const files = await loadPageFiles(new URL('./page/', import.meta.url), 'desk');
  const server = createServer();
  await once(server.listen(port, '127.0.0.1'), 'listening');
  const listening = server.address() as AddressInfo;
  const access = createAccess(listening.port);
  const host = `127.0.0.1:${listening.port}`;
  const desk = { host, access, files, endpoints: new Map(Object.entries(endpoints)) };
  server.on('request', (request, response) => void answer(desk, request, response));
  return { url: `http://${host}/?token=${access.token}`, close: () => closeAtOnce(server) };
};

const closeAtOnce = async (server: Server): Promise<void> => {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
};

interface Desk {
  readonly host: string;
  readonly access: DeskAccess;
  readonly files: ReadonlyMap<string, PageFile>;
  readonly endpoints: ReadonlyMap<string, Endpoint>;
}

const NO_TOKEN = {
  code: 'no_token',
  message: 'This address lacks the token of the desk.',
  help: 'Open the address that "audit desk" printed when it started, with everything after the question mark.',
};

const answer = async (desk: Desk, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const { host, access, files } = desk;
  for (const [name, value] of Object.entries(COMMON_HEADERS)) response.setHeader(name, value);
  response.setHeader('Content-Security-Policy', CONTENT_SECURITY_POLICY);
  // The authority is fixed here: a target such as `http://other/` must not choose it.
  if (request.headers.host !== host) return sendText(response, 421, 'This server has another host name.');
  if (request.method !== 'GET') return sendText(response, 405, 'This server only answers GET.');
  const target = `http://${host}${request.url}`;
  if (!request.url?.startsWith('/') || !URL.canParse(target)) return sendText(response, 400, 'This is no address.');
  const { pathname, searchParams } = new URL(target);
  if (pathname.startsWith('/api/')) {
    if (!access.mayRead(request.headers.authorization)) return sendProblem(response, 401, NO_TOKEN);
    const endpoint = desk.endpoints.get(pathname.slice('/api/'.length));
    if (!endpoint) return sendText(response, 404, 'There is no such endpoint.');
    return answerWith(endpoint, searchParams, response);
  }
  if (!access.mayLoadPage(searchParams.get('token'), request.headers.cookie)) {
    return sendText(response, 403, `${NO_TOKEN.message} ${NO_TOKEN.help}`);
  }
  const file = files.get(pathname);
  if (!file) return sendText(response, 404, 'There is no such page.');
  response.setHeader('Set-Cookie', access.cookie);
  response.writeHead(200, { 'Content-Type': file.contentType }).end(file.body);
};

/** The first piece is read before the headers are sent, so that a failure is an answer and not a cut-off file. */
const answerWith = async (endpoint: Endpoint, question: URLSearchParams, response: ServerResponse): Promise<void> => {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  try {
    const { contentType, fileName, pieces } = await endpoint(question, gone.signal);
    const iterator = pieces[Symbol.asyncIterator]();
    const first = await iterator.next();
    response.writeHead(200, {
      'Content-Type': contentType,
      ...(fileName && { 'Content-Disposition': `attachment; filename="${fileName}"` }),
    });
    await pipeline(Readable.from(continued(first, iterator)), response);
  } catch (error) {
    // The client sees the end of the connection, and not the end of the file.
    if (response.headersSent) return void response.destroy();
    const { status, ...problem } = deskProblem(error);
    sendProblem(response, status, problem);
  }
};

async function* continued(first: IteratorResult<string>, iterator: AsyncIterator<string>): AsyncGenerator<string> {
  try {
    for (let next = first; !next.done; next = await iterator.next()) yield next.value;
  } finally {
    await iterator.return?.();
  }
}

const sendText = (response: ServerResponse, status: number, text: string): void => {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
};

const sendProblem = (
  response: ServerResponse,
  status: number,
  problem: Readonly<Record<'code' | 'message' | 'help', string>>,
): void => {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify({ error: problem }));
};
