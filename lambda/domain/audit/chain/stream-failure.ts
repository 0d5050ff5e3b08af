import type { Failure } from '../../shared/failure.ts';
import { err, type Result } from '../../shared/result.ts';

/** The only way for a stream to fail halfway: it throws this, and whoever drains the stream turns it back into a value. */
export class StreamFailure extends Error {
  override readonly name = 'StreamFailure';
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.reason, { cause: failure.cause });
    this.failure = failure;
  }
}

/** Runs what drains streams; a `StreamFailure` inside becomes a failed `Result`, a bug stays an exception. */
export const settled = async <T>(drain: () => Promise<Result<T, Failure>>): Promise<Result<T, Failure>> => {
  try {
    return await drain();
  } catch (error) {
    if (error instanceof StreamFailure) return err(error.failure);
    throw error;
  }
};

/** The value of a result inside a stream. Throws `StreamFailure`. */
export const orStreamFailure = <T>(result: Result<T, Failure>): T => {
  if (!result.ok) throw new StreamFailure(result.error);
  return result.value;
};
