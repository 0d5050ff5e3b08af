import { createServer, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Invocation } from '../../local/functions/execution-environment.ts';
import type { FunctionFailure } from '../../local/functions/runnable-function.ts';
import { deferred } from '../support/deferred.ts';
import { forwardStreamedResponse } from './forward-streamed-response.ts';
import { CLOCK_HEADER, RUNTIME_PATH } from './runtime-paths.ts';

/** The outcome of one invocation: JSON text, which is empty for a streamed response, or a function error. */
export type Outcome = { readonly payload: string } | { readonly failure: FunctionFailure };

/** Lambda's Runtime API for one execution environment. */
export interface RuntimeApi {
  /** `host:port`, the form of `AWS_LAMBDA_RUNTIME_API`. */
  readonly address: string;
  /** Resolves when the bundle is loaded, or to the reason why it could not be loaded. */
  readonly ready: Promise<FunctionFailure | undefined>;
  /** Gives one event to the runtime client when it asks for one, and resolves to the outcome that it reports. */
  invoke(invocation: Invocation, functionArn: string, timeoutMs: number): Promise<Outcome>;
  close(): void;
}

/** Starts the Runtime API on a loopback port. */
export const startRuntimeApi = async (): Promise<RuntimeApi> => {
  const ready = deferred<FunctionFailure | undefined>();
  let asksForEvent = deferred<ServerResponse>();
  let running: { readonly invocation: Invocation; report(outcome: Outcome): void } | undefined;

  const receive = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url?.slice(RUNTIME_PATH.length);
    if (path === '/invocation/next') {
      ready.resolve(undefined);
      asksForEvent.resolve(response);
      return;
    }
    if (path === '/init/error') ready.resolve(JSON.parse(await text(request)));
    else if (running && path === `/invocation/${running.invocation.requestId}/error`) {
      running.report({ failure: JSON.parse(await text(request)) });
    } else if (running && path === `/invocation/${running.invocation.requestId}/response`) {
      const { responsePort } = running.invocation;
      running.report(
        responsePort ? await forwardStreamedResponse(request, responsePort) : { payload: await text(request) },
      );
    } else response.statusCode = 404;
    response.end('{"status":"OK"}');
  };

  const server = createServer((request, response) => {
    // The process ended in the middle of its request. The environment notices that by the exit.
    receive(request, response).catch(() => response.destroy());
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));

  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    ready: ready.promise,
    invoke: async (invocation, functionArn, timeoutMs) => {
      const response = await asksForEvent.promise;
      asksForEvent = deferred();
      return new Promise(report => {
        running = { invocation, report };
        response.writeHead(200, eventHeaders(invocation, functionArn, timeoutMs));
        response.end(invocation.event);
      });
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};

const eventHeaders = (invocation: Invocation, functionArn: string, timeoutMs: number): OutgoingHttpHeaders => ({
  'content-type': 'application/json',
  'lambda-runtime-aws-request-id': invocation.requestId,
  'lambda-runtime-deadline-ms': String((invocation.clockMs ?? Date.now()) + timeoutMs),
  'lambda-runtime-invoked-function-arn': functionArn,
  'lambda-runtime-trace-id': 'Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=0',
  ...(invocation.clockMs !== undefined && { [CLOCK_HEADER]: String(invocation.clockMs) }),
});
