import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManager,
  SecretsManagerServiceException,
} from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { secretsManagerTwilioCredentials } from '../../../../../lambda/adapters/secrets/secrets-manager-twilio-credentials.ts';

const SECRET_NAME = 'twilio/flex';
const client = new SecretsManager({ region: 'eu-central-1' });
const secretsManager = mockClient(client);
let nowMs = 0;
beforeEach(() => {
  secretsManager.reset();
  nowMs = Date.parse('2026-11-24T12:00:00.000Z');
});

const source = () =>
  secretsManagerTwilioCredentials({
    client,
    secretName: SECRET_NAME,
    now: () => new Date(nowMs),
  });
const holds = (authToken: string) =>
  secretsManager.on(GetSecretValueCommand).resolves({ SecretString: JSON.stringify({ authToken }) });
const reads = () => secretsManager.commandCalls(GetSecretValueCommand).map(call => call.args[0].input);
const serviceError = (name: string, status: number) =>
  new SecretsManagerServiceException({
    name,
    $fault: 'client',
    message: 'no',
    $metadata: { httpStatusCode: status },
  });

describe('Twilio credentials from Secrets Manager', () => {
  test('are read from the configured secret, once for five minutes', async () => {
    holds('one');
    const credentials = source();
    expect(await credentials.readCurrent()).toEqual({ ok: true, value: { authToken: 'one' } });
    holds('two');
    nowMs += 5 * 60_000 - 1;
    expect(await credentials.readCurrent()).toEqual({ ok: true, value: { authToken: 'one' } });
    expect(reads()).toEqual([{ SecretId: SECRET_NAME }]);
    nowMs += 1;
    expect(await credentials.readCurrent()).toEqual({ ok: true, value: { authToken: 'two' } });
    expect(reads()).toHaveLength(2);
  });

  test('are read again when Twilio refuses them, and cached', async () => {
    holds('old');
    const credentials = source();
    await credentials.readCurrent();
    holds('new');
    nowMs += 10_000;
    expect(await credentials.readNewerThan({ authToken: 'old' })).toEqual({ ok: true, value: { authToken: 'new' } });
    expect(await credentials.readCurrent()).toEqual({ ok: true, value: { authToken: 'new' } });
    expect(reads()).toHaveLength(2);
  });

  test('are not called newer when the secret is unchanged', async () => {
    holds('old');
    const credentials = source();
    await credentials.readCurrent();
    nowMs += 10_000;
    expect(await credentials.readNewerThan({ authToken: 'old' })).toEqual({ ok: true, value: undefined });
    expect(reads()).toHaveLength(2);
  });

  test('are not read again on every refusal', async () => {
    holds('old');
    const credentials = source();
    await credentials.readCurrent();
    nowMs += 9_999;
    expect(await credentials.readNewerThan({ authToken: 'old' })).toEqual({ ok: true, value: undefined });
    expect(reads()).toHaveLength(1);
  });

  test('are called newer without another read when another request has just read them', async () => {
    holds('new');
    const credentials = source();
    await credentials.readCurrent();
    expect(await credentials.readNewerThan({ authToken: 'old' })).toEqual({ ok: true, value: { authToken: 'new' } });
    expect(reads()).toHaveLength(1);
  });

  test.each([
    ['throttled', serviceError('ThrottlingException', 400), 'unavailable', 'secrets_manager_throttled'],
    ['slow', Object.assign(new Error('slow'), { name: 'TimeoutError' }), 'unavailable', 'secrets_manager_timeout'],
    ['down', serviceError('InternalServiceError', 500), 'unavailable', 'secrets_manager_failed'],
    ['not granted', serviceError('AccessDeniedException', 400), 'internal_error', 'secrets_manager_access_denied'],
    [
      'missing',
      new ResourceNotFoundException({ message: 'none', $metadata: { httpStatusCode: 400 } }),
      'internal_error',
      'secrets_manager_not_found',
    ],
  ])('fail when the secret is %s, and are tried again next time', async (_, error, code, reason) => {
    secretsManager.on(GetSecretValueCommand).rejects(error);
    const credentials = source();
    expect(await credentials.readCurrent()).toMatchObject({ ok: false, error: { code, reason } });
    expect(await credentials.readNewerThan({ authToken: 'old' })).toMatchObject({ ok: false, error: { code, reason } });
    holds('one');
    expect(await credentials.readCurrent()).toEqual({ ok: true, value: { authToken: 'one' } });
  });

  test('fail when the secret is binary or malformed', async () => {
    secretsManager.on(GetSecretValueCommand).resolves({ SecretBinary: new Uint8Array([1]) });
    expect(await source().readCurrent()).toEqual({
      ok: false,
      error: { code: 'internal_error', reason: 'twilio_secret_malformed_json' },
    });
  });
});
