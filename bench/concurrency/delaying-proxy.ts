import { Agent, createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { type LoopbackServer, listenOnLoopback } from '../../local/loopback-server.ts';

/** Forwards requests to `target`, which may be set later, and delays each answer by `delayMs`. */
export const startDelayingProxy = async (
  delayMs: number,
): Promise<LoopbackServer & { readonly url: string; target: string }> => {
  const agent = new Agent({ keepAlive: true });
  const pass = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const { method, url, headers } = incoming;
    const forwarded = httpRequest(new URL(url ?? '/', proxy.target), { agent, method, headers }, async answer => {
      // A precision of one millisecond is enough. A more exact wait would take CPU time from the plays.
      await setTimeout(delayMs);
      answer.pipe(outgoing.writeHead(answer.statusCode ?? 502, answer.headers));
    });
    forwarded.on('error', () => outgoing.destroy());
    incoming.pipe(forwarded);
  };
  const server = await listenOnLoopback(createServer(pass));
  const proxy = { ...server, url: `http://127.0.0.1:${server.port}`, target: '' };
  return proxy;
};
