import { randomUUID } from 'node:crypto';
import { MessageChannel } from 'node:worker_threads';
import { err, ok, type Result } from '../../lambda/domain/shared/result.ts';
import { type ExecutionEnvironment, type Invocation, startEnvironment } from './execution-environment.ts';
import { type FunctionFailure, type FunctionHost, type RunnableFunction, THROTTLED } from './runnable-function.ts';
import { scheduledTimeOf } from './scheduled-time.ts';
import { readResponse, type StreamedResponse } from './streamed-response.ts';

/** Environments at once per function. Lambda's own bound is the account's concurrency; here it protects the machine. */
const MAX_ENVIRONMENTS = 12;

/** A function that can be invoked. Fails with Lambda's function errors; never rejects. */
export interface LocalFunction {
  /** Resolves to the handler's answer, parsed from JSON. */
  invoke(event: unknown): Promise<Result<unknown, FunctionFailure>>;
  /** For handlers wrapped in `awslambda.streamifyResponse`: resolves at the first byte, or fails without one. */
  invokeStreaming(event: unknown): Promise<Result<StreamedResponse, FunctionFailure>>;
  close(): Promise<void>;
}

/**
 * Runs a function's bundle as Lambda does: one event per environment, idle ones reused warm, new ones started when all
 * are busy. Beyond `MAX_ENVIRONMENTS` events wait their turn; beyond the function's reserved concurrency they are refused.
 */
export const createFunction = (definition: RunnableFunction, host: FunctionHost): LocalFunction => {
  const idle: ExecutionEnvironment[] = [];
  const all = new Set<Promise<ExecutionEnvironment>>();
  const waiting: (() => void)[] = [];
  const { reservedConcurrency = Number.POSITIVE_INFINITY } = definition;
  let busy = 0;

  const run = async (invocation: Invocation): Promise<Result<string, FunctionFailure>> => {
    // One that waits here would run at once in Lambda, and counts.
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
    invokeStreaming: async event => {
      const { port1, port2 } = new MessageChannel();
      const { response, body } = readResponse(port1);
      const firstByte: Promise<Result<StreamedResponse, FunctionFailure>> = response.then(ok);
      const whole = run({ requestId: randomUUID(), event: JSON.stringify(event), responsePort: port2 });
      const done = whole.then(async (outcome): Promise<Result<StreamedResponse, FunctionFailure>> => {
        if (outcome.ok) return firstByte;
        // A worker that never took the port does not close it either.
        port1.close();
        const { errorType, errorMessage } = outcome.error;
        // Bytes may be on their way already: then the failure shows as a response that breaks off.
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
