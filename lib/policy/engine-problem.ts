import type { DetailedError } from '@cedar-policy/cedar-wasm/nodejs';
import type { PolicyProblem } from './policy-problem.ts';
import { type PolicySource, placeOf } from './policy-source.ts';

/** How the engine answers a question that may be refused. */
export type EngineAnswer =
  | { readonly type: 'success' }
  | { readonly type: 'failure'; readonly errors: readonly DetailedError[] };

/** Why the engine refused, as problems of the file that it was asked about; none if it did not. */
export const engineProblems = (source: PolicySource, answer: EngineAnswer): PolicyProblem[] =>
  answer.type === 'success' ? [] : answer.errors.map(error => problemFrom(source, error));

/**
 * The engine's finding as a problem, with its place and suggestion.
 * @param base where the text that the engine saw begins in the file, bytes
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
