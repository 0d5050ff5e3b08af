import type { AddressInfo, Server as NetServer } from 'node:net';

/** A server that can drop its connections, as Node's HTTP and HTTPS servers can. */
type HttpServer = NetServer & { closeAllConnections(): void };

/** A server that listens on 127.0.0.1 and nowhere else. */
export interface LoopbackServer {
  readonly port: number;
  /** Stops listening and drops what is still connected. */
  close(): Promise<void>;
}

/** Listens on 127.0.0.1; port 0 takes a free one. Rejects with `EADDRINUSE` when the port is taken. */
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
