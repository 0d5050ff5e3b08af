import { Agent, type AgentOptions } from 'node:https';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect, type TLSSocket } from 'node:tls';

/** After this time, Lambda may have frozen the environment, and the service may have closed the connection meanwhile. */
const UNUSED_FOR_AT_MOST_MS = 2_000;

/** The same options as in the SDK's HTTP handler. */
const AGENT_OPTIONS: AgentOptions = { keepAlive: true, maxSockets: 50 };

interface EarlyConnection {
  readonly socket: TLSSocket;
  readonly openedAtMs: number;
}

/** Uses the early connections for the first requests, and opens a new one for each further request, as every agent does. */
class EarlyAgent extends Agent {
  private readonly early: EarlyConnection[];

  constructor(early: EarlyConnection[]) {
    super(AGENT_OPTIONS);
    this.early = early;
  }

  override createConnection(...args: Parameters<Agent['createConnection']>): Duplex | null | undefined {
    for (let next = this.early.shift(); next; next = this.early.shift()) {
      if (!next.socket.destroyed && Date.now() - next.openedAtMs < UNUSED_FOR_AT_MOST_MS) return next.socket.ref();
      next.socket.destroy();
    }
    return super.createConnection(...args);
  }
}

const openEarly = (host: string, port: number): EarlyConnection => {
  const socket = connect({
    host,
    port,
    // TLS checks the certificate against a host name. An IP address is not allowed here.
    ...(isIP(host) === 0 && { servername: host }),
    ALPNProtocols: ['http/1.1'],
  });
  // The next request opens its own connection, and reports the error.
  socket.on('error', () => socket.destroy());
  // An unused connection must not keep the process running.
  return { socket: socket.unref(), openedAtMs: Date.now() };
};

/**
 * Starts to open connections to a service. Name lookup and TLS handshake then take place while the function starts and its
 * first event arrives. Returns the agent for requests to this service only. A connection that fails changes nothing:
 * the first request then opens another one. Without TLS, which only loopback addresses have, returns undefined.
 */
export const earlyConnections = ({ protocol, hostname, port }: URL, count = 1): Agent | undefined => {
  if (protocol !== 'https:') return undefined;
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return new EarlyAgent(Array.from({ length: count }, () => openEarly(host, Number(port || 443))));
};
