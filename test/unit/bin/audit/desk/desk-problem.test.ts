import { describe, expect, test } from 'vitest';
import { deskProblem, isAboutCredentials } from '../../../../../bin/audit/desk/desk-problem.ts';
import { awsErrorOf } from '../../../../../bin/deployment/aws-clients.ts';
import { AwsError, UsageError } from '../../../../../bin/terminal/exit-code.ts';
import { awsFailure } from '../../../../../lambda/adapters/aws/aws-failure.ts';
import { StreamFailure } from '../../../../../lambda/domain/audit/chain/stream-failure.ts';

const sdkError = (name: string, httpStatusCode: number, message = 'said') =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });
const streamError = (error: Error) => new StreamFailure(awsFailure('audit', error));

describe('a failed question', () => {
  test.each([
    [new UsageError('"x" is not a time.'), 400, 'is not a time', 'Change the search'],
    [sdkError('CredentialsProviderError', 0), 401, 'no AWS credentials', 'aws sso login'],
    [streamError(sdkError('ExpiredTokenException', 400)), 401, 'session has expired', 'Sign in'],
    [sdkError('UnrecognizedClientException', 400), 401, 'does not accept the credentials', 'Sign in'],
    [streamError(sdkError('ProvisionedThroughputExceededException', 400)), 503, 'limits the number', 'Wait'],
    [streamError(sdkError('AccessDeniedException', 400)), 403, 'do not permit', 'AuditorPolicyArn'],
    [
      awsErrorOf(awsFailure('catalog', sdkError('AccessDeniedException', 400))),
      403,
      'do not permit',
      'AuditorPolicyArn',
    ],
    [sdkError('ResourceNotFoundException', 400), 404, 'does not have the table', '--stack'],
    [
      sdkError('ValidationError', 400, 'Stack with id X does not exist'),
      404,
      'Stack with id X does not exist',
      '--region',
    ],
    [new AwsError('The AWS configuration has no region.'), 502, 'no region', '--region'],
    [Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), 503, 'could not be reached', '--endpoint'],
    [new TypeError('x is undefined'), 500, 'x is undefined', 'Try again'],
  ])('%s says what and what to do', (error, status, message, help) => {
    const problem = deskProblem(error);
    expect(problem).toMatchObject({
      status,
      message: expect.stringContaining(message),
      help: expect.stringContaining(help),
    });
  });

  test('makes the desk read the credentials again only if they were the problem', () => {
    expect(isAboutCredentials(streamError(sdkError('ExpiredTokenException', 400)))).toBe(true);
    expect(isAboutCredentials(streamError(sdkError('ThrottlingException', 400)))).toBe(false);
    expect(isAboutCredentials(new UsageError('x'))).toBe(false);
  });
});
