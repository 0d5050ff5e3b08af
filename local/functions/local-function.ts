import { randomUUID } from 'node:crypto';
import { MessageChannel } from 'node:worker_threads';
import { err, ok, type Result } from '../../lambda/domain/shared/result.ts';
import { type ExecutionEnvironment, type Invocation, startEnvironment } from './execution-environment.ts';
import { type FunctionFailure, type FunctionHost, type RunnableFunction, THROTTLED } from './runnable-function.ts';
import { scheduledTimeOf } from './scheduled-time.ts';
import { readResponse, type StreamedResponse } from './streamed-response.ts';

/** The most environments of a function. This limit protects the machine; Lambda's limit is the account's concurrency. */
const MAX_ENVIRONMENTS = 12;

/** A function that can be invoked. It fails with Lambda's function errors and never rejects. */
export interface LocalFunction {
  /** Resolves to the parsed JSON answer of the handler. */
  invoke(event: unknown): Promise<Result<unknown, FunctionFailure>>;
  /** For handlers with `awslambda.streamifyResponse`. Resolves at the first byte, or fails before it. */
  invokeStreaming(event: unknown): Promise<Result<StreamedResponse, FunctionFailure>>;
  close(): Promise<void>;
}

/**
 * Creates a function that runs its bundle as Lambda does: each environment runs one event at a time, idle environments are
 * used again, and a new one starts when all are busy. With `MAX_ENVIRONMENTS` busy, events wait. Events above the reserved
 * concurrency are refused.
 */
export const createFunction = (definition: RunnableFunction, host: FunctionHost): LocalFunction => {
  const idle: ExecutionEnvironment[] = [];
  const all = new Set<Promise<ExecutionEnvironment>>();
  const waiting: (() => void)[] = [];
  const { reservedConcurrency = Number.POSITIVE_INFINITY } = definition;
  let busy = 0;

  const run = async (invocation: Invocation): Promise<Result<string, FunctionFailure>> => {
    // A waiting event counts too, because Lambda would run it at once.
    if (busy + waiting.length >= reservedConcurrency) {
      return err({ errorType: THROTTLED, errorMessage: 'Rate Exceeded.' });
    }
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
    // An environment can end after its answer, because of work that the handler left running.
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
    invokeStreaming: async event => {
      const { port1, port2 } = new MessageChannel();
      const { response, body } = readResponse(port1);
      const firstByte: Promise<Result<StreamedResponse, FunctionFailure>> = response.then(ok);
      const whole = run({ requestId: randomUUID(), event: JSON.stringify(event), responsePort: port2 });
      const done = whole.then(async (outcome): Promise<Result<StreamedResponse, FunctionFailure>> => {
        if (outcome.ok) return firstByte;
        // If the worker never received the port, the worker does not close it.
        port1.close();
        const { errorType, errorMessage } = outcome.error;
        // After the first byte, the failure ends the response early.
        body.destroy(new Error(`${errorType}: ${errorMessage}`));
        return outcome;
      });
      return Promise.race([firstByte, done]);
    },
    close: async () => {
      await Promise.all([...all].map(async environment => (await environment).stop()));
    },
  };
};
