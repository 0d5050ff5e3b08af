import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { MessagePort, TransferListItem } from 'node:worker_threads';
import { Worker } from 'node:worker_threads';
import { err, type Result } from '../../lambda/domain/shared/result.ts';
import { bundleWorkerCode } from './bundle-worker-code.ts';
import type { Invoke, WorkerMessage, WorkerSettings } from './messages.ts';
import { checkResponseSize } from './response-size.ts';
import type { FunctionFailure, FunctionHost, RunnableFunction } from './runnable-function.ts';

/** One invocation of a handler. */
export interface Invocation {
  readonly requestId: string;
  /** JSON text. */
  readonly event: string;
  /** The function's time at the start, in epoch milliseconds. @default the machine's time */
  readonly clockMs?: number;
  /** For a streamed response. */
  readonly responsePort?: MessagePort;
}

/** One execution environment: a worker that loads the bundle and runs one event at a time. */
export interface ExecutionEnvironment {
  /**
   * Runs one event. Resolves to JSON text, which is empty for a streamed response, or to a function error. Afterwards,
   * `alive` tells whether the environment can be used again.
   */
  run(invocation: Invocation): Promise<Result<string, FunctionFailure>>;
  alive(): boolean;
  stop(): Promise<void>;
}

/** Starts a worker with only the function's environment variables. Resolves before the bundle is loaded. */
export const startEnvironment = async (
  definition: RunnableFunction,
  host: FunctionHost,
): Promise<ExecutionEnvironment> => {
  const worker = new Worker(await bundleWorkerCode(), {
    // Debuggers show this name.
    name: definition.name,
    eval: true,
    env: { ...definition.environment },
    argv: [],
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: definition.memoryMb },
    workerData: workerSettings(definition),
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
      ? checkResponseSize(message.payload)
      : err((message as { failure: FunctionFailure }).failure);
  };

  return { run, stop, alive: () => alive };
};

const workerSettings = (definition: RunnableFunction): WorkerSettings => {
  const [file = 'index', exportName = 'handler'] = definition.handler.split('.');
  return {
    bundlePath: join(definition.codeDirectory, `${file}.js`),
    exportName,
    functionName: definition.name,
    memoryMb: definition.memoryMb,
  };
};
