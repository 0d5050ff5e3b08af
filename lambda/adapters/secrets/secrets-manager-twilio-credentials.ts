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

/** Long enough to keep Secrets Manager out of the listener's way, short enough that a withdrawn secret is soon gone. */
const KEEP_MS = 5 * 60_000;
/** Wrong credentials fail every request; Secrets Manager need not be asked on each of them. */
const MIN_REREAD_INTERVAL_MS = 10_000;

export interface SecretsManagerTwilioCredentialsOptions {
  readonly client: SecretValues;
  readonly secretName: string;
  readonly now: () => Date;
}

/**
 * Twilio credentials from Secrets Manager, kept in memory for five minutes and read again at once when Twilio refuses
 * them: a rotation costs no request and needs no deployment.
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
    current: async () => (kept && ageMs() < KEEP_MS ? ok(kept.credentials) : read()),
    newerThan: async refused => {
      if (ageMs() >= MIN_REREAD_INTERVAL_MS) {
        const reread = await read();
        if (!reread.ok) return reread;
      }
      return ok(isDeepStrictEqual(kept?.credentials, refused) ? undefined : kept?.credentials);
    },
  };
};
