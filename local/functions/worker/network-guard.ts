import net from 'node:net';

interface Target {
  readonly host?: string;
  readonly port?: number | string;
  /** Path of a local socket. Node's agents pass null when there is none. */
  readonly path?: string | null;
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/;

/**
 * Allows connections to this machine only. Every other connection fails with an error that names its target, so that the
 * local stack can never reach a real account.
 */
export const guardNetwork = (): void => {
  const connect = net.Socket.prototype.connect as (...args: unknown[]) => net.Socket;
  net.Socket.prototype.connect = function (this: net.Socket, ...args: unknown[]): net.Socket {
    const target = targetOf(args);
    if (!target.path && LOOPBACK.test(target.host ?? 'localhost')) return connect.apply(this, args);
    const name = target.path ?? `${target.host}:${target.port}`;
    const error = new Error(`The local stack allows functions to connect only to loopback, not to ${name}`);
    // Fails later, like a real connection: TLS sets the socket's server name after this call.
    process.nextTick(() => this.destroy(error));
    return this;
  } as typeof net.Socket.prototype.connect;
};

const isTarget = (value: unknown): value is Target => typeof value === 'object' && value !== null;

/** Parses the arguments of `Socket.connect`: (options), (port, host), (path), or Node's internal array of them. */
const targetOf = (args: readonly unknown[]): Target => {
  const first = Array.isArray(args[0]) ? args[0][0] : args[0];
  if (isTarget(first)) return first;
  if (typeof first === 'string' && !/^\d+$/.test(first)) return { path: first };
  return { port: first as number, ...(typeof args[1] === 'string' && { host: args[1] }) };
};
