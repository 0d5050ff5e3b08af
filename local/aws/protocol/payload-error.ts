import type { RefusalCode } from './refusal.ts';

/** The body differs from what its sender declared. The stream of the body fails with this error. */
export class PayloadError extends Error {
  override readonly name = 'PayloadError';
  readonly code: Extract<RefusalCode, 'content_hash_mismatch' | 'checksum_mismatch' | 'incomplete_body'>;

  constructor(code: PayloadError['code'], message: string) {
    super(message);
    this.code = code;
  }
}
