import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { COMMON_HEADERS } from '../../bin/pages/common-headers.ts';
import { loadPageFiles, type PageFile } from '../../bin/pages/page-files.ts';
import { listenOnLoopback } from '../loopback-server.ts';
import { streamAudit } from './audit-feed.ts';
import type { PlayerContent, PlayerModel } from './player-model.ts';
import { contentSecurityPolicy } from './security-headers.ts';

/** Placeholder in index.html for the nonce of the response. */
const NONCE_MARK = 'STYLE_NONCE';

/**
 * A running player. It answers 503 until `serve` is called: the stack must know the player's origin before it starts.
 */
export interface Player {
  /** The URL to open in a browser: `http://flex.localhost:PORT/`. */
  readonly url: string;
  /** The origin for `allowedOrigins`. */
  readonly origin: string;
  serve(content: PlayerContent): void;
  close(): Promise<void>;
}

/**
 * Starts the player page on 127.0.0.1. Its origin differs from the API's, as Flex's origin does in a deployment.
 * Browsers resolve `*.localhost` themselves, Node does not: tests of this server use 127.0.0.1.
 *
 * @param options.port default 0: a free port
 */
export const startPlayer = async (options: { readonly port?: number } = {}): Promise<Player> => {
  const files = await loadPageFiles(new URL('./page/', import.meta.url), 'page');
  let content: PlayerContent | undefined;
  const server = createServer((request, response) => answer({ request, response, files, content }));
  const listening = await listenOnLoopback(server, options.port);
  // Browsers leave the default port out of an origin.
  const { origin } = new URL(`http://flex.localhost:${listening.port}`);
  return {
    url: `${origin}/`,
    origin,
    serve: served => {
      content = served;
    },
    close: listening.close,
  };
};

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly files: ReadonlyMap<string, PageFile>;
  readonly content: PlayerContent | undefined;
}

const answer = ({ request, response, files, content }: Exchange): void => {
  for (const [name, value] of Object.entries(COMMON_HEADERS)) response.setHeader(name, value);
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  const file = files.get(path);
  // DNS rebinding: a page of another site whose host name resolves to 127.0.0.1 must not read the demo tokens.
  if (!isLoopbackName(request.headers.host))
    sendText(response, 421, 'This server accepts only host names of this machine.');
  else if (request.method !== 'GET' && request.method !== 'HEAD') sendText(response, 405, 'Only GET is served here.');
  else if (!content) sendText(response, 503, 'starting');
  else if (path === '/model.json') sendModel(response, content);
  else if (path === '/calls') void sendCallChains(response, content);
  else if (path === '/audit') streamAudit(response, content.readAuditEvents);
  else if (!file) sendText(response, 404, 'Page not found.');
  else if (path === '/') sendPage(response, file, content);
  else send(response, 200, file);
};

const LOOPBACK_NAME = /^((?:[a-z0-9-]+\.)*localhost|127\.0\.0\.1)(:\d+)?$/;

const isLoopbackName = (host: string | undefined): boolean => LOOPBACK_NAME.test(host ?? '');

const sendPage = (response: ServerResponse, page: PageFile, content: PlayerContent): void => {
  const styleNonce = randomBytes(16).toString('base64url');
  const connect = [new URL(content.urlProvider).origin];
  response.setHeader(
    'Content-Security-Policy',
    contentSecurityPolicy({ connect, media: content.mediaOrigins, styleNonce }),
  );
  send(response, 200, { ...page, body: page.body.replaceAll(NONCE_MARK, styleNonce) });
};

const sendModel = (response: ServerResponse, { urlProvider, desk, users, recordings }: PlayerModel): void =>
  send(response, 200, {
    contentType: 'application/json',
    body: JSON.stringify({ urlProvider, desk, users, recordings } satisfies PlayerModel),
  });

const sendCallChains = async (response: ServerResponse, { readCallChains }: PlayerContent): Promise<void> => {
  const chains = await (readCallChains?.() ?? []);
  send(response, 200, { contentType: 'application/json', body: JSON.stringify(chains) });
};

const sendText = (response: ServerResponse, status: number, text: string): void =>
  send(response, status, { contentType: 'text/plain; charset=utf-8', body: `${text}\n` });

const send = (response: ServerResponse, status: number, { contentType, body }: PageFile): void => {
  response.writeHead(status, { 'Content-Type': contentType, 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
};
