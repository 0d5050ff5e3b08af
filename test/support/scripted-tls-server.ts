import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { connect } from 'node:tls';
import { generate } from 'selfsigned';
import { listen } from './listen.ts';

/** A request as the server received it. */
interface ReceivedRequest {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly host: string | undefined;
  readonly authorization: string | undefined;
  readonly contentType: string | undefined;
  readonly body: string;
}

/** Handles one request, if needed down to the bytes (`response.socket`). */
export type Script = (response: ServerResponse, request: ReceivedRequest) => void;

export interface ScriptedTlsServer {
  readonly received: ReceivedRequest[];
  /** The handler of the next requests. */
  answer: Script;
  /** Resolves when no connection is open. */
  readonly allConnectionsClosed: () => Promise<void>;
  /** An agent that sends every connection to `host` to this server, with real SNI and verification, and refuses all others. */
  readonly agent: https.Agent;
  readonly close: () => Promise<void>;
}

/** A TLS server on a loopback port with the name `host`. A test sets its behaviour for each request. */
export const startScriptedTlsServer = async (host: string): Promise<ScriptedTlsServer> => {
  const certificate = await generate([{ name: 'commonName', value: host }], {
    keyType: 'ec',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: host }] }],
  });
  const sockets = new Set<Socket>();
  const server = https.createServer({ key: certificate.private, cert: certificate.cert });
  server.on('secureConnection', socket => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  const port = await listen(server);

  const scripted: ScriptedTlsServer = {
    received: [],
    answer: response => response.writeHead(500).end(),
    allConnectionsClosed: async () => {
      await Promise.all([...sockets].map(socket => new Promise(resolve => socket.once('close', resolve))));
    },
    agent: agentTo({ host, port, ca: certificate.cert }),
    close: async () => {
      scripted.agent.destroy();
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
  server.on('request', async (request, response) => {
    const received = await receivedFrom(request);
    scripted.received.push(received);
    scripted.answer(response, received);
  });
  return scripted;
};

const agentTo = (target: { readonly host: string; readonly port: number; readonly ca: string }): https.Agent => {
  const agent = new https.Agent({ keepAlive: true });
  agent.createConnection = ({ host, port }) => {
    if (host !== target.host || Number(port) !== 443) throw new Error(`connection to ${host}:${port}`);
    return connect({ host: '127.0.0.1', port: target.port, servername: target.host, ca: target.ca });
  };
  return agent;
};

const receivedFrom = async (request: IncomingMessage): Promise<ReceivedRequest> => ({
  method: request.method,
  path: request.url,
  host: request.headers.host,
  authorization: request.headers.authorization,
  contentType: request.headers['content-type'],
  body: await text(request),
});
