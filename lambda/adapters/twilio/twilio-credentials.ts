import * as z from 'zod/mini';
import { type Failure, fail } from '../../domain/shared/failure.ts';
import { parseJson } from '../../domain/shared/json-text.ts';
import { ok, type Result } from '../../domain/shared/result.ts';

/** The account's own credentials, as the operator's secret holds them; at least one of the two kinds is there. */
export interface TwilioCredentials {
  /** Also verifies webhook signatures, which an API key cannot. */
  readonly authToken?: string;
  /** Still accepted for webhook signatures while a new auth token is rolled out. */
  readonly previousAuthToken?: string;
  readonly apiKey?: { readonly sid: string; readonly secret: string };
}

/** Where adapters that speak to Twilio get their credentials from. */
export interface TwilioCredentialsSource {
  /** The credentials as last read, or read now. Fails with `unavailable` or `internal_error`. */
  current(): Promise<Result<TwilioCredentials, Failure>>;
  /**
   * Twilio refused these: is there something newer? Undefined when there is not.
   * Fails with `unavailable` or `internal_error`.
   */
  newerThan(refused: TwilioCredentials): Promise<Result<TwilioCredentials | undefined, Failure>>;
}

/** Catches the newline or blank that a pasted secret brings along. */
const visibleAscii = z.string().check(z.regex(/^[\x21-\x7e]+$/));
const secretSchema = z.object({
  authToken: z.optional(visibleAscii),
  previousAuthToken: z.optional(visibleAscii),
  apiKeySid: z.optional(z.string().check(z.regex(/^SK[0-9A-Za-z]{32}$/))),
  apiKeySecret: z.optional(visibleAscii),
});

/**
 * Parses the secret `{"authToken","previousAuthToken"?}` and/or `{"apiKeySid","apiKeySecret"}`; other keys are ignored.
 * Fails with `internal_error`; the reason names the field at fault and never holds any of the secret.
 */
export const parseTwilioCredentials = (secret: string): Result<TwilioCredentials, Failure> => {
  const parsed = secretSchema.safeParse(parseJson(secret));
  if (!parsed.success) {
    return fail('internal_error', `twilio_secret_malformed_${String(parsed.error.issues[0]?.path[0] ?? 'json')}`);
  }
  const { authToken, previousAuthToken, apiKeySid, apiKeySecret } = parsed.data;
  if (Boolean(apiKeySid) !== Boolean(apiKeySecret)) return fail('internal_error', 'twilio_secret_half_an_api_key');
  if (!authToken && !apiKeySid) return fail('internal_error', 'twilio_secret_without_credentials');
  return ok({
    ...(authToken && { authToken }),
    ...(previousAuthToken && { previousAuthToken }),
    ...(apiKeySid && apiKeySecret && { apiKey: { sid: apiKeySid, secret: apiKeySecret } }),
  });
};
