import net from 'node:net';
import tls from 'node:tls';
import type { TlsRoute } from '../runnable-function.ts';

interface Target {
  readonly host?: string;
  readonly port?: number | string;
  /** Of a local socket; null where Node's agents say that there is none. */
  readonly path?: string | null;
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/;

/**
 * Keeps a function's connections on this machine: whatever is not loopback fails at once with a clear error, so that a
 * local stack can never talk to a real account. The routes are the exception: a library that insists on a public host
 * (`twilio-flex-token-validator` fixes iam.twilio.com:443) reaches the local TLS server that stands in for it, with its
 * own server name and Host header, and trusts that server's certificate there and nowhere else.
 */
export const guardNetwork = (routes: readonly TlsRoute[]): void => {
  const connect = net.Socket.prototype.connect as (...args: unknown[]) => net.Socket;
  net.Socket.prototype.connect = function (this: net.Socket, ...args: unknown[]): net.Socket {
    const target = targetOf(args);
    if (!target.path && LOOPBACK.test(target.host ?? 'localhost')) return connect.apply(this, args);
    const name = target.path ?? `${target.host}:${target.port}`;
    return this.destroy(new Error(`The local stack lets a function connect to loopback only; it asked for ${name}`));
  } as typeof net.Socket.prototype.connect;

  const tlsConnect = tls.connect as (...args: unknown[]) => tls.TLSSocket;
  tls.connect = ((...args: unknown[]) => {
    const [options, ...rest] = args;
    const route =
      isTarget(options) && routes.find(({ host, port }) => options.host === host && Number(options.port) === port);
    if (!route) return tlsConnect(...args);
    const routed = {
      ...options,
      host: '127.0.0.1',
      port: route.localPort,
      servername: route.host,
      ca: route.certificate,
    };
    return tlsConnect(routed, ...rest);
  }) as typeof tls.connect;
};

const isTarget = (value: unknown): value is Target => typeof value === 'object' && value !== null;

/** Reads the many signatures of `Socket.connect`: (options), (port, host), (path), or Node's own normalised array. */
const targetOf = (args: readonly unknown[]): Target => {
  const first = Array.isArray(args[0]) ? args[0][0] : args[0];
  if (isTarget(first)) return first;
  if (typeof first === 'string' && !/^\d+$/.test(first)) return { path: first };
  return { port: first as number, ...(typeof args[1] === 'string' && { host: args[1] }) };
};
