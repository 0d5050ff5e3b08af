import type { Failure } from '../../lambda/domain/shared/failure.ts';
import type { Result } from '../../lambda/domain/shared/result.ts';
import { awsErrorOf } from './aws-clients.ts';

/**
 * Returns the value of a result. Throws an `AwsError` that describes the failure: a command line cannot handle it
 * further.
 */
export const orThrow = <T>(result: Result<T, Failure>): T => {
  if (!result.ok) throw awsErrorOf(result.error);
  return result.value;
};
