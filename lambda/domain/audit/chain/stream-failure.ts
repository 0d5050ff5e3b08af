import type { Failure } from '../../shared/failure.ts';
import { err, type Result } from '../../shared/result.ts';

/** A stream that fails throws this. The function that reads the stream turns it into a failed `Result` (`catchStreamFailure`). */
export class StreamFailure extends Error {
  override readonly name = 'StreamFailure';
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.reason, { cause: failure.cause });
    this.failure = failure;
  }
}

/** Runs a function that reads streams. Returns a `StreamFailure` as a failed `Result`; a bug stays an exception. */
export const catchStreamFailure = async <T>(drain: () => Promise<Result<T, Failure>>): Promise<Result<T, Failure>> => {
  try {
    return await drain();
  } catch (error) {
    if (error instanceof StreamFailure) return err(error.failure);
    throw error;
  }
};

/** Returns the value of a result. Throws a failure as `StreamFailure`. */
export const orStreamFailure = <T>(result: Result<T, Failure>): T => {
  if (!result.ok) throw new StreamFailure(result.error);
  return result.value;
};
