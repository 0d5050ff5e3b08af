import { Agent, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import { buffer } from 'node:stream/consumers';
import { type LoopbackServer, listenOnLoopback } from '../../../local/loopback-server.ts';
import type { loopbackCertificate } from '../../stubs/certificate.ts';

/** One request, as the service gets it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** A TLS server in front of a service. It reports each request. */
export interface CountingFront {
  readonly url: string;
  close(): Promise<void>;
}

export type Certificate = Awaited<ReturnType<typeof loopbackCertificate>>;

/**
 * Starts a TLS server in front of a loopback service, because TLS handshakes are a part of the functions' costs. Calls `see`
 * with each request before it reaches the service, and calls the function that `see` returned after the answer or failure.
 */
export const startCountingFront = async (
  certificate: Certificate,
  target: string,
  see: (request: SeenRequest) => Promise<() => Promise<void>>,
): Promise<CountingFront> => {
  const agent = new Agent({ keepAlive: true });
  const pass = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const body = await buffer(incoming);
    const { method = '', url: path = '/', headers, rawHeaders } = incoming;
    const answered = await see({ method, path, headers, body });
    const asked = new Promise<IncomingMessage>((resolve, reject) => {
      // The raw headers, because their signature holds the host that the function named.
      httpRequest(new URL(path, target), { agent, method, headers: rawHeaders }, resolve).on('error', reject).end(body);
    });
    const answer = await asked.finally(answered);
    const content = await buffer(answer);
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers).end(content);
  };
  const server = https.createServer(certificate, (incoming, outgoing) => {
    pass(incoming, outgoing).catch(() => outgoing.destroy());
  });
  const listening: LoopbackServer = await listenOnLoopback(server);
  return {
    url: `https://127.0.0.1:${listening.port}`,
    close: async () => {
      await listening.close();
      agent.destroy();
    },
  };
};
