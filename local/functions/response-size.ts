import { err, ok, type Result } from '../../lambda/domain/shared/result.ts';
import type { FunctionFailure } from './runnable-function.ts';

/** Lambda's limit of a buffered response. */
const MAX_RESPONSE_BYTES = 6_291_556;

/** Returns the JSON text of a response, or Lambda's error if it is too large. */
export const checkResponseSize = (payload: string): Result<string, FunctionFailure> =>
  Buffer.byteLength(payload) <= MAX_RESPONSE_BYTES
    ? ok(payload)
    : err({
        errorType: 'Function.ResponseSizeTooLarge',
        errorMessage: `Response payload size exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`,
      });
