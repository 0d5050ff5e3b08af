import type { DetailedError } from '@cedar-policy/cedar-wasm/nodejs';
import type { PolicyProblem } from './policy-problem.ts';
import { type PolicySource, placeOf } from './policy-source.ts';

/** A result of the engine that may be a failure. */
export type EngineAnswer =
  | { readonly type: 'success' }
  | { readonly type: 'failure'; readonly errors: readonly DetailedError[] };

/** Converts the engine's errors to problems of the file that it checked. Returns none for a success. */
export const engineProblems = (source: PolicySource, answer: EngineAnswer): PolicyProblem[] =>
  answer.type === 'success' ? [] : answer.errors.map(error => problemFrom(source, error));

/**
 * Converts one finding of the engine to a problem, with its place and suggestion.
 * @param base byte offset in the file at which the checked text begins
 */
export const problemFrom = (source: PolicySource, error: DetailedError, base = 0): PolicyProblem => {
  const location = error.sourceLocations?.[0];
  const help = [error.help, location?.label].filter(Boolean).join('; ');
  return {
    file: source.file,
    ...((location || base > 0) && placeOf(source.text, base + (location?.start ?? 0))),
    message: error.message,
    ...(help && { help }),
  };
};
