import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { signedSecretsManager } from '../../lambda/adapters/aws/signed-calls.ts';
import { secretsManagerTwilioCredentials } from '../../lambda/adapters/secrets/secrets-manager-twilio-credentials.ts';
import type { TwilioCredentialsSource } from '../../lambda/adapters/twilio/twilio-credentials.ts';
import type { AwsEndpoint } from '../../local/aws/endpoint/endpoint.ts';
import { connectionTo } from '../support/aws-connection.ts';
import { startEndpoint } from '../support/aws-endpoint.ts';
import { fixedCredentials } from '../support/token-validators.ts';

const SECRET_NAME = 'twilio/flex';
const CREDENTIALS = { authToken: 'the-current-token', previousAuthToken: 'the-previous-token' };

let endpoint: AwsEndpoint;
beforeAll(async () => {
  endpoint = await startEndpoint({}, { secrets: { [SECRET_NAME]: JSON.stringify(CREDENTIALS) } });
});
afterEach(async () => {
  endpoint.secrets.set(SECRET_NAME, JSON.stringify(CREDENTIALS));
  await fetch(`${endpoint.url}/__faults`, { method: 'DELETE' });
});
afterAll(() => endpoint.close());

/** The time of the source's next call. */
let nowMs = Date.parse('2026-11-24T12:00:00.000Z');
const source = (secretName = SECRET_NAME) =>
  secretsManagerTwilioCredentials({
    client: signedSecretsManager(connectionTo(endpoint.url, endpoint.admin)),
    secretName,
    now: () => new Date(nowMs),
  });

const IMPLEMENTATIONS: [string, () => TwilioCredentialsSource][] = [
  ['Secrets Manager', () => source()],
  ['memory', () => fixedCredentials(CREDENTIALS)],
];

describe.each(IMPLEMENTATIONS)('Twilio credentials in %s', (_, make) => {
  test('are returned, and stay the same', async () => {
    const credentials = make();
    expect(await credentials.readCurrent()).toEqual({ ok: true, value: CREDENTIALS });
    expect(await credentials.readCurrent()).toEqual({ ok: true, value: CREDENTIALS });
  });

  test('are not newer than themselves', async () => {
    const credentials = make();
    await credentials.readCurrent();
    expect(await credentials.readNewerThan(CREDENTIALS)).toEqual({ ok: true, value: undefined });
  });
});

describe('Twilio credentials in Secrets Manager', () => {
  test('are newer after a rotation', async () => {
    const credentials = source();
    await credentials.readCurrent();
    const rotated = { authToken: 'the-next-token', previousAuthToken: CREDENTIALS.authToken };
    endpoint.secrets.set(SECRET_NAME, JSON.stringify(rotated));
    nowMs += 10_000;
    expect(await credentials.readNewerThan(CREDENTIALS)).toEqual({ ok: true, value: rotated });
    expect(await credentials.readCurrent()).toEqual({ ok: true, value: rotated });
  });

  test.each([
    ['throttle', 'secrets_manager_throttled'],
    ['error', 'secrets_manager_failed'],
  ])('fail with unavailable when Secrets Manager answers with %s', async (fault, reason) => {
    await fetch(`${endpoint.url}/__faults`, {
      method: 'POST',
      body: JSON.stringify({ service: 'secretsmanager', operation: 'GetSecretValue', fault, count: 4 }),
    });
    expect(await source().readCurrent()).toMatchObject({ ok: false, error: { code: 'unavailable', reason } });
  });

  test('fail with internal_error when the secret does not exist or is malformed', async () => {
    expect(await source('absent').readCurrent()).toMatchObject({
      ok: false,
      error: { code: 'internal_error', reason: 'secrets_manager_not_found' },
    });
    endpoint.secrets.set(SECRET_NAME, 'the-current-token');
    const malformed = await source().readCurrent();
    expect(malformed).toEqual({
      ok: false,
      error: { code: 'internal_error', reason: 'twilio_secret_malformed_json' },
    });
  });
});
