import { type Failure, type FailureCode, fail } from '../../domain/shared/failure.ts';
import type { Result } from '../../domain/shared/result.ts';

/** The parts of an SDK error that describe its cause. */
interface ErrorTraits {
  readonly name: string;
  /** Node's own code, such as `ECONNRESET`. */
  readonly code: string;
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  readonly throttling: boolean;
}

interface Rule {
  readonly word: string;
  readonly code: Extract<FailureCode, 'unavailable' | 'internal_error'>;
  readonly matches: (error: ErrorTraits) => boolean;
}

const THROTTLED =
  /^(Throttl|SlowDown$|TooManyRequests|ProvisionedThroughputExceeded|RequestLimitExceeded|LimitExceeded|RequestThrottled)/;
const TIMED_OUT = /^(TimeoutError|RequestTimeout(Exception)?|AbortError)$/;
const NO_CONNECTION = /^(ECONN|EPIPE$|EHOSTUNREACH$|ENETUNREACH$|ENOTFOUND$|EAI_AGAIN$|UND_ERR|ERR_TLS|ERR_SSL)/;
const BAD_CREDENTIALS =
  /^(ExpiredToken|TokenRefreshRequired|InvalidSignature|SignatureDoesNotMatch|IncompleteSignature|UnrecognizedClient|InvalidClientTokenId|InvalidAccessKeyId|InvalidToken|MissingAuthenticationToken|RequestTimeTooSkewed|RequestExpired|CredentialsProviderError)/;

/** The first match applies. The service's error name takes precedence over the HTTP status. */
const RULES: readonly Rule[] = [
  { word: 'throttled', code: 'unavailable', matches: e => e.throttling || e.status === 429 || THROTTLED.test(e.name) },
  // The SDK names a reset connection TimeoutError, so Node's code is checked first.
  { word: 'unreachable', code: 'unavailable', matches: e => NO_CONNECTION.test(e.code) },
  { word: 'timeout', code: 'unavailable', matches: e => TIMED_OUT.test(e.name) || e.code === 'ETIMEDOUT' },
  { word: 'credentials_rejected', code: 'internal_error', matches: e => BAD_CREDENTIALS.test(e.name) },
  { word: 'failed', code: 'unavailable', matches: e => e.status >= 500 },
  {
    word: 'access_denied',
    code: 'internal_error',
    matches: e => e.status === 403 || e.name.startsWith('AccessDenied'),
  },
  { word: 'wrong_region', code: 'internal_error', matches: e => e.status === 301 || e.status === 307 },
  {
    word: 'not_found',
    code: 'internal_error',
    matches: e => e.status === 404 || /^(ResourceNotFound|NotFound|NoSuch)/.test(e.name),
  },
  { word: 'invalid_request', code: 'internal_error', matches: e => e.status >= 400 },
];

/**
 * Translates an error of an AWS client to a `Failure`. Only this file knows the SDK's error names.
 * Returns `unavailable` when a later attempt may succeed (throttled, timeout, unreachable, failed, unreadable answer),
 * otherwise `internal_error` (our permissions, credentials, configuration or code).
 * @param service the beginning of the reason, snake_case: with `s3` a reason is `s3_throttled`
 */
export const awsFailure = (service: string, error: unknown): Failure => {
  // Without the cause: the parser's message quotes the answer, which may contain a secret.
  if (error instanceof SyntaxError) return { code: 'unavailable', reason: `${service}_answer_unreadable` };
  const traits = traitsOf(error);
  const rule = RULES.find(({ matches }) => matches(traits));
  return { code: rule?.code ?? 'internal_error', reason: `${service}_${rule?.word ?? 'unexpected'}`, cause: error };
};

/**
 * Translates an error of a dependency without which no decision can be made or recorded. The code is always `unavailable`,
 * even for a missing permission. The reason in the log states the cause.
 */
export const awsUnavailable = (service: string, error: unknown): Result<never, Failure> => {
  const { reason, cause } = awsFailure(service, error);
  return fail('unavailable', reason, cause);
};

const traitsOf = (error: unknown): ErrorTraits => {
  if (!(error instanceof Error)) return { name: '', code: '', status: 0, throttling: false };
  const { $metadata, $retryable, code } = error as Error & {
    readonly $metadata?: { readonly httpStatusCode?: number };
    readonly $retryable?: { readonly throttling?: boolean };
    readonly code?: unknown;
  };
  return {
    name: error.name,
    code: typeof code === 'string' ? code : '',
    status: $metadata?.httpStatusCode ?? 0,
    throttling: $retryable?.throttling === true,
  };
};
