import { err, type Result } from '../../lambda/domain/shared/result.ts';
import type { FunctionFailure } from '../functions/runnable-function.ts';
import type { TemplateFunctions } from '../functions/template-functions.ts';

type InvokableFunctions = Pick<TemplateFunctions, 'invoke' | 'invokeStreaming'>;

/** Functions that are set after the servers that invoke them have started: functions need the servers' addresses. */
export interface LateFunctions extends InvokableFunctions {
  /** From now on, invocations go to these functions. Earlier invocations fail. */
  set(functions: InvokableFunctions): void;
}

export const createLateFunctions = (): LateFunctions => {
  let functions: InvokableFunctions | undefined;
  return {
    invoke: async (name, event) => functions?.invoke(name, event) ?? NOT_STARTED,
    invokeStreaming: async (name, event) => functions?.invokeStreaming(name, event) ?? NOT_STARTED,
    set: created => {
      functions = created;
    },
  };
};

const NOT_STARTED: Result<never, FunctionFailure> = err({
  errorType: 'ServiceException',
  errorMessage: 'The functions have not been started yet',
});
