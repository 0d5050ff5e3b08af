import { type Failure, fail } from '../../domain/shared/failure.ts';
import { parseJson } from '../../domain/shared/json-text.ts';
import { ok, type Result } from '../../domain/shared/result.ts';

/** The account's credentials in the operator's secret: an auth token, an API key, or both. */
export interface TwilioCredentials {
  /** Also verifies webhook signatures, which an API key cannot. */
  readonly authToken?: string;
  /** Still accepted for webhook signatures while a new auth token is rolled out. */
  readonly previousAuthToken?: string;
  readonly apiKey?: { readonly sid: string; readonly secret: string };
}

/** The source of the Twilio adapters' credentials. */
export interface TwilioCredentialsSource {
  /** Returns the credentials in memory, or reads them. Fails with `unavailable` or `internal_error`. */
  readCurrent(): Promise<Result<TwilioCredentials, Failure>>;
  /**
   * Returns newer credentials than those that Twilio has refused; undefined if there are none.
   * Fails with `unavailable` or `internal_error`.
   */
  readNewerThan(refused: TwilioCredentials): Promise<Result<TwilioCredentials | undefined, Failure>>;
}

/** Excludes the line feed or space at the end of a pasted secret. */
const VISIBLE_ASCII = /^[\x21-\x7e]+$/;
const FIELDS = {
  authToken: VISIBLE_ASCII,
  previousAuthToken: VISIBLE_ASCII,
  apiKeySid: /^SK[0-9A-Za-z]{32}$/,
  apiKeySecret: VISIBLE_ASCII,
};

/**
 * Parses the secret `{"authToken","previousAuthToken"?}` and/or `{"apiKeySid","apiKeySecret"}`; other keys are ignored.
 * Fails with `internal_error`; the reason names the invalid field and never contains a part of the secret.
 */
export const parseTwilioCredentials = (secret: string): Result<TwilioCredentials, Failure> => {
  const parsed = parseJson(secret);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    return fail('internal_error', 'twilio_secret_malformed_json');
  const given: { readonly [Field in keyof typeof FIELDS]?: unknown } = parsed;
  const malformed = Object.entries(FIELDS).find(
    ([field, fits]) => !isAbsentOr(fits, given[field as keyof typeof FIELDS]),
  );
  if (malformed) return fail('internal_error', `twilio_secret_malformed_${malformed[0]}`);
  const { authToken, previousAuthToken, apiKeySid, apiKeySecret } = given as {
    [Field in keyof typeof FIELDS]?: string;
  };
  if (Boolean(apiKeySid) !== Boolean(apiKeySecret)) return fail('internal_error', 'twilio_secret_half_an_api_key');
  if (!authToken && !apiKeySid) return fail('internal_error', 'twilio_secret_without_credentials');
  return ok({
    ...(authToken && { authToken }),
    ...(previousAuthToken && { previousAuthToken }),
    ...(apiKeySid && apiKeySecret && { apiKey: { sid: apiKeySid, secret: apiKeySecret } }),
  });
};

const isAbsentOr = (fits: RegExp, value: unknown): boolean =>
  value === undefined || (typeof value === 'string' && fits.test(value));
