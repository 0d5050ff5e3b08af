import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { err } from '../../lambda/domain/shared/result.ts';
import type { ExecutionEnvironment } from '../../local/functions/execution-environment.ts';
import { checkResponseSize } from '../../local/functions/response-size.ts';
import type { FunctionFailure, FunctionHost, RunnableFunction } from '../../local/functions/runnable-function.ts';
import { installDeployedRuntime } from './deployed-runtime.ts';
import { type Outcome, startRuntimeApi } from './runtime-api.ts';

/**
 * Starts an execution environment as Lambda does: Node 24 runs AWS's runtime client in a process of its own, which loads the
 * bundle and asks the Runtime API for events.
 */
export const startEnvironment = async (
  definition: RunnableFunction,
  host: FunctionHost,
): Promise<ExecutionEnvironment> => {
  const { nodePath, clientPath } = installDeployedRuntime();
  const api = await startRuntimeApi();
  const child = spawn(
    nodePath,
    [`--max-old-space-size=${Math.floor(definition.memoryMb * 0.9)}`, '--require', await preloadPath(), clientPath],
    {
      cwd: definition.codeDirectory,
      env: {
        ...definition.environment,
        _HANDLER: definition.handler,
        LAMBDA_TASK_ROOT: definition.codeDirectory,
        AWS_LAMBDA_RUNTIME_API: api.address,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  for (const output of [child.stdout, child.stderr]) {
    createInterface({ input: output }).on('line', line => {
      // The local stack logs each function error itself.
      if (!INVOKE_ERROR.test(line)) host.log(definition.name, line);
    });
  }
  const exited = new Promise<{ failure: FunctionFailure }>(resolve => {
    child.once('exit', () => {
      api.close();
      resolve({
        failure: { errorType: 'Runtime.ExitError', errorMessage: 'Runtime exited without providing a reason' },
      });
    });
  });
  const alive = (): boolean => child.exitCode === null && child.signalCode === null && !child.killed;
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await exited;
  };

  return {
    alive,
    stop,
    run: async invocation => {
      const timeoutMs = definition.timeoutSeconds * 1000;
      const initFailure = await Promise.race([api.ready, exited.then(({ failure }) => failure)]);
      if (initFailure) return err(initFailure);
      const { promise: timedOut, cancel } = timeOutAfter(definition.timeoutSeconds);
      const arn = `arn:aws:lambda:${definition.environment['AWS_REGION']}:000000000000:function:${definition.name}`;
      const outcome = await Promise.race([api.invoke(invocation, arn, timeoutMs), exited, timedOut]);
      cancel();
      if ('payload' in outcome) return checkResponseSize(outcome.payload);
      if (outcome.failure.errorType === TIMED_OUT) await stop();
      return err(outcome.failure);
    },
  };
};

/** The line that the runtime client prints for a function error: time, request id, level, message. */
const INVOKE_ERROR = /^\S+\t\S+\tERROR\tInvoke Error/;

const TIMED_OUT = 'Sandbox.Timedout';

const timeOutAfter = (seconds: number): { promise: Promise<Outcome>; cancel(): void } => {
  let timer: NodeJS.Timeout | undefined;
  const promise = new Promise<Outcome>(resolve => {
    const failure = { errorType: TIMED_OUT, errorMessage: `Task timed out after ${seconds.toFixed(2)} seconds` };
    timer = setTimeout(() => resolve({ failure }), seconds * 1000);
  });
  return { promise, cancel: () => clearTimeout(timer) };
};

let preload: Promise<string> | undefined;

/** Compiles the code that runs before the runtime client, once per process. Returns its path. */
const preloadPath = (): Promise<string> => {
  preload ??= compilePreload();
  return preload;
};

const compilePreload = async (): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('./preload.ts', import.meta.url))],
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    write: false,
  });
  const path = join(mkdtempSync(join(tmpdir(), 'flex-secure-playback-runtime-')), 'preload.cjs');
  writeFileSync(path, outputFiles.map(file => file.text).join(''));
  return path;
};
