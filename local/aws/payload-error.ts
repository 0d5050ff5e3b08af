/** The body is not what its sender declared. Travels as a stream's error, and is answered as this S3 error code. */
export class PayloadError extends Error {
  override readonly name = 'PayloadError';
  readonly code: 'XAmzContentSHA256Mismatch' | 'BadDigest' | 'IncompleteBody';

  constructor(code: PayloadError['code'], message: string) {
    super(message);
    this.code = code;
  }
}
