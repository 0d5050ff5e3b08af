import { type Failure, fail } from '../shared/failure.ts';
import { ok, type Result } from '../shared/result.ts';
import { type ContentCipher, MAX_PLAINTEXT_BYTES, TAG_BYTES } from './decryption/content-cipher.ts';
import { GcmTag } from './decryption/gcm-tag.ts';
import { sealOf, type VerificationNote } from './decryption/verification-note.ts';
import type { MediaBytes, MediaObject, MediaSource } from './ports.ts';

export interface VerifyObjectDependencies {
  readonly source: MediaSource;
  readonly now: () => Date;
}

/**
 * Reads the whole object and checks its tag with this key and IV. Returns the note of the verification, not stored yet.
 * Fails with `integrity_failed`, `unavailable` and as `MediaSource.readWhole` does.
 * @param etag quoted entity tag that the object must have; default: any
 */
export const verifyObject = async (
  { source, now }: VerifyObjectDependencies,
  { object, etag: expected }: { readonly object: MediaObject; readonly etag?: string },
  cipher: ContentCipher,
): Promise<Result<VerificationNote, Failure>> => {
  const read = await source.readWhole(object, expected);
  if (!read.ok) return read;
  const { etag, lengthBytes: sizeBytes } = read.value;
  const checked = await checkTag(read.value, cipher);
  return checked.ok ? ok({ etag, sizeBytes, seal: sealOf(cipher, { etag, sizeBytes }), at: now() }) : checked;
};

const checkTag = async ({ lengthBytes, body }: MediaBytes, cipher: ContentCipher): Promise<Result<void, Failure>> => {
  const tag = new GcmTag(cipher);
  let readBytes = 0;
  try {
    for await (const chunk of body) {
      // Checked inside the loop, because leaving the loop closes the connection.
      if (lengthBytes > MAX_PLAINTEXT_BYTES + TAG_BYTES) return fail('integrity_failed', 'object_too_large');
      tag.update(chunk);
      readBytes += chunk.length;
    }
  } catch (cause) {
    return fail('unavailable', 'reading_interrupted', cause);
  }
  // The connection ended early; the object may still be intact.
  if (readBytes !== lengthBytes) return fail('unavailable', 'reading_interrupted');
  if (readBytes < TAG_BYTES) return fail('integrity_failed', 'object_truncated');
  return tag.verify() ? ok(undefined) : fail('integrity_failed', 'tag_mismatch');
};
