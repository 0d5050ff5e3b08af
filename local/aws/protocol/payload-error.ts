import type { RefusalCode } from './refusal.ts';

/** The body is not what its sender declared. Travels as the error of the stream that reads it. */
export class PayloadError extends Error {
  override readonly name = 'PayloadError';
  readonly code: Extract<RefusalCode, 'content_hash_mismatch' | 'checksum_mismatch' | 'incomplete_body'>;

  constructor(code: PayloadError['code'], message: string) {
    super(message);
    this.code = code;
  }
}
