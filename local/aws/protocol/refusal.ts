/** Why the endpoint refuses a call. Each service answers it in its own format. */
export type RefusalCode =
  | 'anonymous'
  | 'malformed'
  | 'unknown_key'
  | 'bad_token'
  | 'signature_mismatch'
  | 'unsigned_headers'
  | 'expired'
  | 'clock_skew'
  | 'wrong_region'
  | 'access_denied'
  | 'content_hash_mismatch'
  | 'checksum_mismatch'
  | 'incomplete_body'
  | 'too_large'
  | 'not_implemented'
  | 'throttled'
  | 'internal';

export interface Refusal {
  readonly code: RefusalCode;
  readonly message: string;
}
