import { AwsError } from '../terminal/exit-code.ts';
import type { AwsOptions } from './aws-options.ts';
import { callQueryApi, STS, textAt } from './query-api.ts';

/** Who changes something, if STS does not say. */
export const UNKNOWN_OPERATOR = 'unknown';

/**
 * Returns the ARN of the caller, as STS's GetCallerIdentity states it. AWS allows this call to everybody. The name comes
 * from AWS and not from the machine, so nobody can choose it. Throws `AwsError`.
 */
export const readCallerArn = async (options: AwsOptions): Promise<string> => {
  try {
    const arn = textAt(await callQueryApi(options, STS, { Action: 'GetCallerIdentity' }), 'Arn');
    if (arn?.startsWith('arn:')) return arn;
    throw new SyntaxError('the answer has no ARN');
  } catch (error) {
    if (error instanceof AwsError) throw error;
    const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new AwsError(`STS does not say who you are: ${said}`, { cause: error });
  }
};
