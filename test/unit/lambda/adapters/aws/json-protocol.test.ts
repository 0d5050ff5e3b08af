import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { jsonCalls } from '../../../../../lambda/adapters/aws/json-protocol.ts';
import { describeCause } from '../../../../../lambda/shell/request-log.ts';
import { sentRequests } from '../../../../support/signed-request-cases.ts';

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
const SECRET_SERVICE = { name: 'secretsmanager', jsonVersion: '1.1', target: 'secretsmanager' } as const;

const answering = (body: string) =>
  jsonCalls(SECRET_SERVICE, {
    region: 'eu-central-1',
    environment: {},
    credentials,
    requestTimeoutMs: 1_000,
    sendHttp: sentRequests(body).send,
  });

test.each([
  ['cut off', '{"SecretString":"hunter2-hunter2'],
  ['with a stray character', '{"SecretString":"hunter2"x}'],
  ['a text alone', '"hunter2"'],
  ['no JSON at all', 'hunter2'],
])('a damaged response (%s) is an error without the text of the response', async (_, body) => {
  const error = await answering(body)('GetSecretValue', {}).catch((cause: unknown) => cause);
  expect(error).toMatchObject({ name: 'SyntaxError', message: 'the answer is not a JSON object' });
  expect(inspect(describeCause(error))).not.toContain('hunter');
});

test('a response without a body is an empty output', async () => {
  expect(await answering('')('GetSecretValue', {})).toEqual({});
});
