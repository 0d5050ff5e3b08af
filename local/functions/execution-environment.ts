import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { MessagePort, TransferListItem } from 'node:worker_threads';
import { Worker } from 'node:worker_threads';
import { err, ok, type Result } from '../../lambda/domain/shared/result.ts';
import type { Invoke, WorkerMessage, WorkerSettings } from './messages.ts';
import type { FunctionFailure, FunctionHost, RunnableFunction } from './runnable-function.ts';
import { workerCode } from './worker-code.ts';

/** Lambda's limit on a buffered response, bytes. */
const MAX_RESPONSE_BYTES = 6_291_556;

/** One event for a handler; JSON text in, JSON text out (empty when the response goes through the port). */
export interface Invocation {
  readonly requestId: string;
  readonly event: string;
  /** The function's clock at the start, epoch milliseconds. Default: the machine's. */
  readonly clockMs?: number;
  readonly responsePort?: MessagePort;
}

/** One execution environment: a worker that has loaded the bundle and runs one event at a time. */
export interface ExecutionEnvironment {
  /** Fails with what Lambda calls a function error; afterwards `alive` says whether this environment can be used again. */
  run(invocation: Invocation): Promise<Result<string, FunctionFailure>>;
  alive(): boolean;
  stop(): Promise<void>;
}

/** Starts a worker with the function's own environment and nothing else. The bundle loads in the background. */
export const startEnvironment = async (
  definition: RunnableFunction,
  host: FunctionHost,
): Promise<ExecutionEnvironment> => {
  const worker = new Worker(await workerCode(), {
    // What debuggers list it by.
    name: definition.name,
    eval: true,
    env: { ...definition.environment },
    argv: [],
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: definition.memoryMb },
    workerData: settingsOf(definition),
  });
  for (const output of [worker.stdout, worker.stderr]) {
    createInterface({ input: output }).on('line', line => host.log(definition.name, line));
  }

  let alive = true;
  let settle: (message: WorkerMessage) => void = () => undefined;
  const fail = (errorType: string, errorMessage: string): void =>
    settle({ type: 'failed', failure: { errorType, errorMessage } });
  const retire = (): void => {
    alive = false;
  };

  const ready = new Promise<FunctionFailure | undefined>(resolve => {
    worker.on('message', (message: WorkerMessage) => {
      if (message.type === 'ready') resolve(undefined);
      else if (message.type === 'init-failed') resolve(message.failure);
      else settle(message);
    });
    worker.on('error', (error: Error) => {
      retire();
      resolve({ errorType: error.name, errorMessage: error.message });
      fail(error.name, error.message);
    });
    worker.on('exit', () => {
      retire();
      const exited = 'Runtime exited without providing a reason';
      resolve({ errorType: 'Runtime.ExitError', errorMessage: exited });
      fail('Runtime.ExitError', exited);
    });
  });

  const stop = async (): Promise<void> => {
    retire();
    await worker.terminate();
  };

  const run = async ({ responsePort, ...invocation }: Invocation): Promise<Result<string, FunctionFailure>> => {
    const initFailure = await ready;
    if (initFailure) {
      await stop();
      return err(initFailure);
    }
    const timeoutMs = definition.timeoutSeconds * 1000;
    const invoke: Invoke = { ...invocation, deadline: Date.now() + timeoutMs, ...(responsePort && { responsePort }) };
    const transfer: TransferListItem[] = responsePort ? [responsePort] : [];
    const answer = new Promise<WorkerMessage>(resolve => {
      settle = resolve;
    });
    const timer = setTimeout(() => {
      fail('Sandbox.Timedout', `Task timed out after ${definition.timeoutSeconds.toFixed(2)} seconds`);
      void stop();
    }, timeoutMs);
    worker.postMessage(invoke, transfer);
    const message = await answer;
    clearTimeout(timer);
    return message.type === 'done'
      ? withinLimit(message.payload)
      : err((message as { failure: FunctionFailure }).failure);
  };

  return { run, stop, alive: () => alive };
};

const settingsOf = (definition: RunnableFunction): WorkerSettings => {
  const [file = 'index', exportName = 'handler'] = definition.handler.split('.');
  return {
    bundlePath: join(definition.codeDirectory, `${file}.js`),
    exportName,
    functionName: definition.name,
    memoryMb: definition.memoryMb,
  };
};

const withinLimit = (payload: string): Result<string, FunctionFailure> =>
  Buffer.byteLength(payload) <= MAX_RESPONSE_BYTES
    ? ok(payload)
    : err({
        errorType: 'Function.ResponseSizeTooLarge',
        errorMessage: `Response payload size exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`,
      });
