import { once } from 'node:events';
import { createRequire } from 'node:module';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { Invoke, WorkerMessage, WorkerSettings } from '../messages.ts';
import type { FunctionFailure } from '../runnable-function.ts';
import { awslambda, createHandlerStream, isStreaming } from './awslambda.ts';
import { installFunctionClock, machineNow, setFunctionClock } from './function-clock.ts';
import { guardNetwork } from './network-guard.ts';
import { ResponseStream } from './response-stream.ts';

/** The runtime of an execution environment: loads the bundle once, then runs the handler for each event. */

const settings = workerData as WorkerSettings;
const host = parentPort as MessagePort;
const send = (message: WorkerMessage): void => host.postMessage(message);

const failureOf = (thrown: unknown): FunctionFailure =>
  thrown instanceof Error
    ? { errorType: thrown.name, errorMessage: thrown.message, trace: thrown.stack?.split('\n') ?? [] }
    : { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };

const contextOf = (invoke: Invoke): object => ({
  awsRequestId: invoke.requestId,
  callbackWaitsForEmptyEventLoop: true,
  functionName: settings.functionName,
  functionVersion: '$LATEST',
  getRemainingTimeInMillis: () => Math.max(0, invoke.deadline - machineNow()),
  invokedFunctionArn: `arn:aws:lambda:${process.env['AWS_REGION']}:000000000000:function:${settings.functionName}`,
  logGroupName: process.env['AWS_LAMBDA_LOG_GROUP_NAME'],
  logStreamName: process.env['AWS_LAMBDA_LOG_STREAM_NAME'],
  memoryLimitInMB: String(settings.memoryMb),
});

const loadHandler = (): ((event: unknown, context: object) => unknown) => {
  const bundle = createRequire(settings.bundlePath)(settings.bundlePath) as Record<string, unknown>;
  const handler = bundle[settings.exportName];
  if (typeof handler === 'function') return handler as (event: unknown, context: object) => unknown;
  throw Object.assign(new Error(`${settings.exportName} is undefined or not exported`), { name: 'HandlerNotFound' });
};

/** Runs the handler. Returns its answer as JSON text, without `undefined` properties, as Lambda does. */
const run = async (handler: ReturnType<typeof loadHandler>, invoke: Invoke): Promise<string> => {
  const event: unknown = JSON.parse(invoke.event);
  setFunctionClock(invoke.clockMs);
  if (!invoke.responsePort) return JSON.stringify((await handler(event, contextOf(invoke))) ?? null);
  if (!isStreaming(handler)) throw new Error('The handler does not stream. Pass it to awslambda.streamifyResponse.');
  const response = new ResponseStream(invoke.responsePort);
  const whole = once(response, 'finish');
  try {
    await handler(event, createHandlerStream(response), contextOf(invoke));
    await whole;
  } catch (thrown) {
    // The process will exit: it must neither report a result nor take another event.
    if (response.destroyed && !response.writableFinished) return new Promise(() => undefined);
    response.fail();
    throw thrown;
  }
  return '';
};

guardNetwork();
installFunctionClock();
Object.assign(globalThis, { awslambda });

try {
  const handler = loadHandler();
  host.on('message', (invoke: Invoke) => {
    run(handler, invoke).then(
      payload => send({ type: 'done', payload }),
      thrown => send({ type: 'failed', failure: failureOf(thrown) }),
    );
  });
  send({ type: 'ready' });
} catch (thrown) {
  send({ type: 'init-failed', failure: failureOf(thrown) });
}
