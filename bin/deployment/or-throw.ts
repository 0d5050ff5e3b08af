import type { Failure } from '../../lambda/domain/shared/failure.ts';
import type { Result } from '../../lambda/domain/shared/result.ts';
import { awsErrorOf } from './aws-clients.ts';

/** The value, or an `AwsError` that says what the port's failure was: at a terminal there is nobody to hand it on to. */
export const orThrow = <T>(result: Result<T, Failure>): T => {
  if (!result.ok) throw awsErrorOf(result.error);
  return result.value;
};
