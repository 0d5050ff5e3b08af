import {
  createServer as createHttpServer,
  type IncomingMessage,
  type ServerResponse,
  request as sendRequest,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { buffer } from 'node:stream/consumers';
import { generate } from 'selfsigned';
import type { CheckId } from '../../bin/doctor/check.ts';
import type { Examined } from '../../bin/doctor/examination.ts';
import type { StackDescription } from '../../local/description.ts';
import { listenOnLoopback } from '../../local/loopback-server.ts';

/** What a fault is induced in. */
export interface Healthy {
  readonly description: StackDescription;
  readonly examined: Examined;
  /** Adds work for the end of the test. */
  readonly afterwards: (work: () => Promise<unknown>) => void;
}

/** A fault, and the check that has to name it. */
export interface Fault {
  /** The row's text in docs/doctor.md. */
  readonly fault: string;
  readonly named: CheckId;
  /** @default red */
  readonly state?: 'yellow';
  /** Returns what changes on the doctor's command line. */
  readonly induce: (healthy: Healthy) => Promise<Partial<Examined>> | Partial<Examined>;
}

/** A gateway in front of the stack's that changes requests or answers. Returns its address of `url_provider`. */
export const throughGateway = async (
  { examined, afterwards }: Healthy,
  change: {
    readonly answer?: (request: IncomingMessage, response: ServerResponse) => boolean;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: (body: string) => string;
  },
): Promise<Partial<Examined>> => {
  const gateway = createHttpServer((request, response) => {
    if (change.answer?.(request, response)) return;
    const { method, headers, url } = request;
    const passed = sendRequest(new URL(url ?? '/', examined.url), { method, headers }, async answer => {
      const body = change.body?.(String(await buffer(answer))) ?? (await buffer(answer));
      const { 'content-length': _, ...others } = answer.headers;
      response.writeHead(answer.statusCode ?? 500, { ...others, ...change.headers }).end(body);
    });
    request.pipe(passed);
  });
  const { port, close } = await listenOnLoopback(gateway);
  afterwards(close);
  return { url: new URL(examined.url.pathname, `http://127.0.0.1:${port}`) };
};

/** An https server whose certificate was valid until yesterday. */
export const expiredServer = async ({ afterwards }: Healthy): Promise<Partial<Examined>> => {
  const [notBeforeDate, notAfterDate] = [2, 1].map(days => new Date(Date.now() - days * 86_400_000));
  const certificate = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    ...(notBeforeDate && { notBeforeDate }),
    ...(notAfterDate && { notAfterDate }),
  });
  const server = createHttpsServer({ key: certificate.private, cert: certificate.cert });
  const { port, close } = await listenOnLoopback(server);
  afterwards(close);
  return { url: new URL(`https://127.0.0.1:${port}/sec_rec`) };
};

/** A port on which nothing listens. */
export const closedPort = async (): Promise<number> => {
  const { port, close } = await listenOnLoopback(createHttpServer());
  await close();
  return port;
};
