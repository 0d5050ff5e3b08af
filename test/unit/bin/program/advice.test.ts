import { expect, test } from 'vitest';
import { adviceFor } from '../../../../bin/program/advice.ts';
import { AwsError } from '../../../../bin/terminal/exit-code.ts';

const named = (name: string, message = '') => Object.assign(new Error(message), { name });
const coded = (code: string) => Object.assign(new Error(`connect ${code} 127.0.0.1:4566`), { code });

test.each<[string, Error, RegExp]>([
  ['a refused connection', coded('ECONNREFUSED'), /does npm start run.*--endpoint/],
  [
    'refused connections to each address of a name',
    new AggregateError([coded('ECONNREFUSED'), coded('ECONNREFUSED')], ''),
    /does npm start run/,
  ],
  ['an unknown host name', coded('ENOTFOUND'), /Check --region/],
  [
    'an expired session',
    named('ExpiredTokenException', 'The security token included in the request is expired'),
    /aws sso login/,
  ],
  [
    'an SSO session that has expired',
    named('CredentialsProviderError', 'The SSO session associated with this profile has expired.'),
    /no longer valid.*aws sso login/,
  ],
  [
    'a profile that does not exist',
    named(
      'CredentialsProviderError',
      'Could not resolve credentials using profile: [prod] in configuration/credentials file(s).',
    ),
    /aws configure list-profiles/,
  ],
  [
    'no credentials',
    named('CredentialsProviderError', 'Could not load credentials from any providers'),
    /Use --profile NAME/,
  ],
  ['a key that AWS does not know', named('UnrecognizedClientException'), /does not know these credentials/],
  ['a wrong clock', named('RequestTimeTooSkewed'), /clock is wrong/],
  ['an unknown stack', named('ValidationError', 'Stack with id Prod does not exist'), /--stack NAME/],
  ['a refused permission', named('AccessDeniedException'), /aws sts get-caller-identity/],
  ['a throttle', named('ThrottlingException'), /Try again later/],
])('%s is followed by what to do', (_, error, advice) => {
  expect(adviceFor(error)).toMatch(advice);
  expect(adviceFor(new AwsError('audit_failed', { cause: error }))).toMatch(advice);
});

test('an error that is not known is followed by nothing', () => {
  expect(adviceFor(named('ConditionalCheckFailedException'))).toBeUndefined();
  expect(adviceFor(undefined)).toBeUndefined();
});
