import { setTimeout as delay } from 'node:timers/promises';
import type { Result } from '../../lambda/domain/shared/result.ts';
import type { TemplateFunctions } from '../functions/template-functions.ts';

/** One save can be several events. */
const SETTLE_MS = 50;

/** Functions that can be exchanged for newer ones while they are in use. */
export interface LiveFunctions extends Omit<TemplateFunctions, 'find'> {
  /** From now on invocations wait for functions that are made from the sources as they are. */
  changed(): void;
}

/**
 * @param first what runs until something changes
 * @param remake makes the functions anew; on failure the last ones stay in use
 */
export const createLiveFunctions = (
  first: TemplateFunctions,
  remake: () => Promise<Result<TemplateFunctions, unknown>>,
): LiveFunctions => {
  let current: Promise<Generation> = Promise.resolve(createGeneration(first));
  let queued = false;

  const renew = async (old: Generation): Promise<Generation> => {
    await delay(SETTLE_MS);
    queued = false;
    const made = await remake();
    if (!made.ok) return old;
    old.retire();
    return createGeneration(made.value);
  };

  return {
    changed: () => {
      if (queued) return;
      queued = true;
      current = current.then(renew);
    },
    invoke: async (name, event) => (await current).use(functions => functions.invoke(name, event)),
    invokeStreaming: async (name, event) => {
      const generation = await current;
      const end = generation.begin();
      const outcome = await generation.functions.invokeStreaming(name, event);
      if (outcome.ok) outcome.value.body.once('close', end);
      else end();
      return outcome;
    },
    close: async () => (await current).functions.close(),
  };
};

/** Functions that are closed when they are retired and nothing uses them any more. */
interface Generation {
  readonly functions: TemplateFunctions;
  /** Notes a use. Call what it returns at the end of it. */
  begin(): () => void;
  use<T>(work: (functions: TemplateFunctions) => Promise<T>): Promise<T>;
  retire(): void;
}

const createGeneration = (functions: TemplateFunctions): Generation => {
  let uses = 0;
  let retired = false;
  const closeIfDone = (): void => {
    if (retired && uses === 0) void functions.close();
  };
  const begin = () => {
    uses += 1;
    return () => {
      uses -= 1;
      closeIfDone();
    };
  };
  return {
    functions,
    begin,
    use: async work => {
      const end = begin();
      return work(functions).finally(end);
    },
    retire: () => {
      retired = true;
      closeIfDone();
    },
  };
};
