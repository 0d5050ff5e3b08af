import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import { type LoopbackServer, listenOnLoopback } from '../../local/loopback-server.ts';
import { answerTo, CALLS, type Call } from './answers.ts';
import { loopbackCertificate } from './certificate.ts';
import { exactDelay } from './exact-delay.ts';

export type Transport = 'plain' | 'tls';

/** The number of calls of each kind. */
export type CallCounts = Readonly<Record<Call, number>>;

/** Milliseconds from a request's last byte to its answer. */
export type Delays = Readonly<Record<Call, number>>;

export const NO_DELAYS: Delays = { iam: 0, s3: 0, catalog: 0, audit: 0 };

/** Stubs of Twilio's IAM service and AWS on loopback, with persistent connections. */
export interface Upstreams {
  readonly transport: Transport;
  readonly iamUrl: string;
  readonly awsUrl: string;
  /** PEM; undefined without TLS. */
  readonly certificate: string | undefined;
  delayBy(delays: Delays): void;
  /** Returns the calls since the last request for them. */
  takeCounts(): CallCounts;
  /** Returns the number of connections that were ever opened. */
  connections(): number;
  /** Returns the number of connections that are open. */
  openConnections(): number;
  /** Closes every connection, as a service closes those that were idle for long. */
  dropConnections(): void;
  close(): Promise<void>;
}

const NO_CALLS: CallCounts = { iam: 0, s3: 0, catalog: 0, audit: 0 };

export const startUpstreams = async (transport: Transport): Promise<Upstreams> => {
  const certificate = transport === 'tls' ? await loopbackCertificate() : undefined;
  let delays = NO_DELAYS;
  let counts = { ...NO_CALLS };
  const open = new Set<object>();
  let connections = 0;

  const onRequest = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    for await (const _ of request);
    const receivedAt = performance.now();
    const target = request.headers['x-amz-target'];
    const answer = answerTo({
      method: request.method ?? '',
      path: request.url ?? '',
      target: typeof target === 'string' ? target : undefined,
      range: request.headers.range,
    });
    if (!answer) return void response.writeHead(501).end();
    counts[answer.call] += 1;
    if (delays[answer.call] > 0) await exactDelay(receivedAt, delays[answer.call]);
    response.writeHead(answer.status, answer.headers).end(answer.body);
  };
  const newServer = () => {
    const server = certificate ? https.createServer(certificate, onRequest) : http.createServer(onRequest);
    // Longer than any pause between two requests of a run.
    server.keepAliveTimeout = 120_000;
    server.on(certificate ? 'secureConnection' : 'connection', socket => {
      connections += 1;
      open.add(socket.on('close', () => open.delete(socket)));
    });
    return server;
  };
  const servers = [newServer(), newServer()] as const;
  const [iam, aws] = (await Promise.all(servers.map(server => listenOnLoopback(server)))) as [
    LoopbackServer,
    LoopbackServer,
  ];
  const url = ({ port }: LoopbackServer) => `${certificate ? 'https' : 'http'}://127.0.0.1:${port}`;
  return {
    transport,
    iamUrl: url(iam),
    awsUrl: url(aws),
    certificate: certificate?.cert,
    delayBy: wanted => {
      delays = wanted;
    },
    takeCounts: () => {
      const taken = counts;
      counts = { ...NO_CALLS };
      return taken;
    },
    connections: () => connections,
    openConnections: () => open.size,
    dropConnections: () => {
      for (const server of servers) server.closeAllConnections();
    },
    close: async () => {
      await Promise.all([iam.close(), aws.close()]);
    },
  };
};

/** Returns whether each call was made as often as expected. */
export const sameCounts = (some: CallCounts, others: CallCounts): boolean =>
  CALLS.every(call => some[call] === others[call]);
