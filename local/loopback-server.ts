import type { AddressInfo, Server as NetServer } from 'node:net';

/** Node's HTTP or HTTPS server. */
type HttpServer = NetServer & { closeAllConnections(): void };

/** A server that listens only on 127.0.0.1. */
export interface LoopbackServer {
  readonly port: number;
  /** Stops listening and closes all connections. */
  close(): Promise<void>;
}

/** Listens on 127.0.0.1. Port 0: a free port. Rejects with `EADDRINUSE` when the port is in use. */
export const listenOnLoopback = async (server: HttpServer, port = 0): Promise<LoopbackServer> => {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
