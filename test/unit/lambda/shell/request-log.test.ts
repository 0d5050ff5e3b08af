import { S3ServiceException } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { describeCause } from '../../../../lambda/shell/request-log.ts';

test('a logged cause has class, code, status and message, and nothing of the response that it came with', () => {
  const cause = Object.assign(
    new S3ServiceException({
      name: 'Unknown',
      message: 'UnknownError',
      $fault: 'server',
      $metadata: { httpStatusCode: 503, requestId: 'r' },
    }),
    { code: 'EX', $response: { headers: { authorization: 'secret' } } },
  );
  expect(describeCause(cause)).toEqual({ name: 'Unknown', code: 'EX', status: 503, message: 'UnknownError' });
});

test.each([
  ['a text, cut', 'x'.repeat(400), 'x'.repeat(300)],
  ['something else, by its kind', { secret: 1 }, 'object'],
  [
    'a chain',
    new Error('outer', { cause: new TypeError('inner') }),
    expect.objectContaining({ cause: { name: 'TypeError', message: 'inner' } }),
  ],
])('a logged cause that is %s', (_, cause, told) => {
  expect(describeCause(cause)).toEqual(told);
});
