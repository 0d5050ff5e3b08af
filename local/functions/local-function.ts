import { randomUUID } from 'node:crypto';
import { MessageChannel } from 'node:worker_threads';
import { err, ok, type Result } from '../../lambda/domain/shared/result.ts';
import { type ExecutionEnvironment, type Invocation, startEnvironment } from './execution-environment.ts';
import type { FunctionFailure, FunctionHost, RunnableFunction } from './runnable-function.ts';
import { scheduledTimeOf } from './scheduled-time.ts';
import { readResponse, type StreamedResponse } from './streamed-response.ts';

/** Environments at once per function. Lambda's own bound is the account's concurrency; here it protects the machine. */
const MAX_ENVIRONMENTS = 12;

/** The client left, or the handler gave its response up and returned all the same. */
const BROKEN_OFF: FunctionFailure = {
  errorType: 'Runtime.TruncatedResponse',
  errorMessage: 'The response broke off before its end',
};

/** A function that can be invoked. Fails with Lambda's function errors; never rejects. */
export interface LocalFunction {
  /** Resolves to the handler's answer, parsed from JSON. */
  invoke(event: unknown): Promise<Result<unknown, FunctionFailure>>;
  /**
   * For handlers wrapped in `awslambda.streamifyResponse`: resolves at the first byte, or fails without one. Aborting the
   * signal tells the handler that its client has left.
   */
  invokeStreaming(event: unknown, signal?: AbortSignal): Promise<Result<StreamedResponse, FunctionFailure>>;
  close(): Promise<void>;
}

/**
 * Runs a function's bundle as Lambda does: one event per environment, idle ones reused warm, new ones started when all
 * are busy. Beyond `MAX_ENVIRONMENTS` events wait their turn.
 */
export const createFunction = (definition: RunnableFunction, host: FunctionHost): LocalFunction => {
  const idle: ExecutionEnvironment[] = [];
  const all = new Set<Promise<ExecutionEnvironment>>();
  const waiting: (() => void)[] = [];
  let busy = 0;

  const run = async (invocation: Invocation): Promise<Result<string, FunctionFailure>> => {
    if (busy >= MAX_ENVIRONMENTS) await new Promise<void>(resolve => waiting.push(resolve));
    busy += 1;
    const environment = takeIdle() ?? (await start());
    const outcome = await environment.run(invocation);
    if (environment.alive()) idle.push(environment);
    busy -= 1;
    waiting.shift()?.();
    if (!outcome.ok) host.log(definition.name, `ERROR ${JSON.stringify(outcome.error)}`);
    return outcome;
  };

  const takeIdle = (): ExecutionEnvironment | undefined => {
    const environment = idle.pop();
    // One may have died since its last answer: of something that the handler left running.
    return environment && !environment.alive() ? takeIdle() : environment;
  };

  const start = (): Promise<ExecutionEnvironment> => {
    const starting = startEnvironment(definition, host);
    all.add(starting);
    return starting;
  };

  return {
    invoke: async event => {
      const clockMs = scheduledTimeOf(event);
      const outcome = await run({
        requestId: randomUUID(),
        event: JSON.stringify(event ?? null),
        ...(clockMs !== undefined && { clockMs }),
      });
      return outcome.ok ? ok(JSON.parse(outcome.value)) : outcome;
    },
    invokeStreaming: async (event, signal) => {
      const { port1, port2 } = new MessageChannel();
      const { response, body, ended } = readResponse(port1);
      const leave = () => body.destroy();
      signal?.addEventListener('abort', leave, { once: true });
      const firstByte: Promise<Result<StreamedResponse, FunctionFailure>> = response.then(ok);
      const whole = run({ requestId: randomUUID(), event: JSON.stringify(event), responsePort: port2 });
      const done = whole.then(async (outcome): Promise<Result<StreamedResponse, FunctionFailure>> => {
        // A worker that never took the port does not close it either.
        if (!outcome.ok) port1.close();
        if (outcome.ok && (await ended)) return firstByte;
        const failure = outcome.ok ? BROKEN_OFF : outcome.error;
        // Bytes may be on their way already: then the failure shows as a response that breaks off.
        body.destroy(new Error(`${failure.errorType}: ${failure.errorMessage}`));
        return err(failure);
      });
      return Promise.race([firstByte, done]).finally(() => signal?.removeEventListener('abort', leave));
    },
    close: async () => {
      await Promise.all([...all].map(async environment => (await environment).stop()));
    },
  };
};
