import { isDeepStrictEqual } from 'node:util';
import type { Failure } from '../../domain/shared/failure.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import type { SecretValues } from '../aws/aws-calls.ts';
import { awsFailure } from '../aws/aws-failure.ts';
import {
  parseTwilioCredentials,
  type TwilioCredentials,
  type TwilioCredentialsSource,
} from '../twilio/twilio-credentials.ts';

/** Long enough that few requests wait for Secrets Manager, and short enough that a revoked secret is soon replaced. */
const KEEP_MS = 5 * 60_000;
/** With wrong credentials every request fails. Not each of them should read the secret again. */
const MIN_REREAD_INTERVAL_MS = 10_000;

export interface SecretsManagerTwilioCredentialsOptions {
  readonly client: SecretValues;
  readonly secretName: string;
  readonly now: () => Date;
}

/**
 * Twilio credentials from Secrets Manager. They are kept in memory for five minutes, and read again at once when Twilio
 * refuses them, so that a rotation makes no request fail and needs no deployment.
 * Fails with `unavailable` (slow, throttled, down), or `internal_error` (access denied, no such secret, malformed).
 */
export const secretsManagerTwilioCredentials = ({
  client,
  secretName,
  now,
}: SecretsManagerTwilioCredentialsOptions): TwilioCredentialsSource => {
  let kept: { readonly credentials: TwilioCredentials; readonly readAtMs: number } | undefined;

  const read = async (): Promise<Result<TwilioCredentials, Failure>> => {
    const readAtMs = now().getTime();
    let text: string | undefined;
    try {
      text = (await client.getSecretValue({ SecretId: secretName })).SecretString;
    } catch (error) {
      return err(awsFailure('secrets_manager', error));
    }
    const parsed = parseTwilioCredentials(text ?? '');
    if (parsed.ok) kept = { credentials: parsed.value, readAtMs };
    return parsed;
  };
  const ageMs = () => (kept ? now().getTime() - kept.readAtMs : Number.POSITIVE_INFINITY);

  return {
    readCurrent: async () => (kept && ageMs() < KEEP_MS ? ok(kept.credentials) : read()),
    readNewerThan: async refused => {
      if (ageMs() >= MIN_REREAD_INTERVAL_MS) {
        const reread = await read();
        if (!reread.ok) return reread;
      }
      return ok(isDeepStrictEqual(kept?.credentials, refused) ? undefined : kept?.credentials);
    },
  };
};
