import { setTimeout as delay } from 'node:timers/promises';
import type { Result } from '../../lambda/domain/shared/result.ts';
import type { TemplateFunctions } from '../functions/template-functions.ts';

/** One saved file can cause several events. */
const SETTLE_MS = 50;

/** Functions that can be replaced by newer ones while they are in use. */
export interface LiveFunctions extends Omit<TemplateFunctions, 'find'> {
  /** Builds the functions again. Invocations wait for the new functions from now on. */
  reload(): void;
}

/** `first`: the functions until the first reload. `build` creates new ones; if it fails, the current ones stay in use. */
export const createLiveFunctions = (
  first: TemplateFunctions,
  build: () => Promise<Result<TemplateFunctions, unknown>>,
): LiveFunctions => {
  let current: Promise<Generation> = Promise.resolve(createGeneration(first));
  let queued = false;

  const replace = async (old: Generation): Promise<Generation> => {
    await delay(SETTLE_MS);
    queued = false;
    const built = await build();
    if (!built.ok) return old;
    old.retire();
    return createGeneration(built.value);
  };

  return {
    reload: () => {
      if (queued) return;
      queued = true;
      current = current.then(replace);
    },
    invoke: async (name, event) => (await current).use(functions => functions.invoke(name, event)),
    invokeStreaming: async (name, event) => {
      const generation = await current;
      const endUse = generation.startUse();
      const outcome = await generation.functions.invokeStreaming(name, event);
      if (outcome.ok) outcome.value.body.once('close', endUse);
      else endUse();
      return outcome;
    },
    close: async () => (await current).functions.close(),
  };
};

/** Functions that are closed after they were retired and their last use has ended. */
interface Generation {
  readonly functions: TemplateFunctions;
  /** Counts a use. Returns a function that ends the use. */
  startUse(): () => void;
  use<T>(work: (functions: TemplateFunctions) => Promise<T>): Promise<T>;
  retire(): void;
}

const createGeneration = (functions: TemplateFunctions): Generation => {
  let uses = 0;
  let retired = false;
  const closeIfUnused = (): void => {
    if (retired && uses === 0) void functions.close();
  };
  const startUse = () => {
    uses += 1;
    return () => {
      uses -= 1;
      closeIfUnused();
    };
  };
  return {
    functions,
    startUse,
    use: async work => {
      const endUse = startUse();
      return work(functions).finally(endUse);
    },
    retire: () => {
      retired = true;
      closeIfUnused();
    },
  };
};
