import type { AudioContentType } from '../shared/audio-content-type.ts';
import { type Failure, fail } from '../shared/failure.ts';
import { playableAudio } from '../shared/playable-audio.ts';
import { ok, type Result } from '../shared/result.ts';
import { CONTENT_KEY_BYTES, type ContentCipher, MAX_PLAINTEXT_BYTES, TAG_BYTES } from './decryption/content-cipher.ts';
import { GcmTag } from './decryption/gcm-tag.ts';
import { noteHolds, sealOf } from './decryption/verification-note.ts';
import { parseEncryptionDetails } from './decryption/wrapped-content-key.ts';
import type { LinkLease } from './lease/link-lease.ts';
import type { KeyUnwrapper, MediaBytes, MediaSource, VerificationNotes } from './ports.ts';

/** A recording that may be read. If it is unencrypted, its first bytes are audio; if it is encrypted, it was verified. */
export interface OpenRecording {
  readonly contentType: AudioContentType;
  /** Quoted entity tag of the object that was opened. Every read must be of the object with this tag. */
  readonly etag: string;
  /** Length of the audio in bytes, without the tag. */
  readonly sizeBytes: number;
  /** Present when the object is encrypted. */
  readonly cipher?: ContentCipher;
}

export interface OpenRecordingDependencies {
  readonly source: MediaSource;
  readonly keys: KeyUnwrapper;
  readonly notes: VerificationNotes;
  readonly now: () => Date;
}

/** The format of every encrypted recording: Twilio records WAV, and nobody else can make a file with a correct tag. */
const ENCRYPTED_AUDIO: AudioContentType = 'audio/wav';

/** How to open: `as-noted` uses what the lease or the catalog says about the object; `afresh` reads the object. */
export type OpeningMode = 'as-noted' | 'afresh';

/**
 * Opens a lease's recording. Verifies an encrypted object completely, unless the catalog has a note that it was verified
 * with the same key and IV. No byte may be decrypted before that.
 * Fails with `integrity_failed`, `recording_key_unknown`, `recording_not_playable`, `unavailable`, `internal_error` and as
 * `MediaSource` does.
 */
export const openRecording = async (
  dependencies: OpenRecordingDependencies,
  lease: LinkLease,
  mode: OpeningMode,
): Promise<Result<OpenRecording, Failure>> => {
  if (!lease.encryption) return openPlain(dependencies, lease, mode);

  const wrapped = parseEncryptionDetails(lease.encryption);
  if (!wrapped.ok) return wrapped;
  const [key, note] = await Promise.all([
    dependencies.keys.unwrap(wrapped.value),
    mode === 'as-noted' ? dependencies.notes.find(lease.recordingSid) : ok(undefined),
  ]);
  if (!key.ok) return key;
  if (!note.ok) return note;
  if (key.value.length !== CONTENT_KEY_BYTES) return fail('integrity_failed', 'content_key_length');
  const cipher: ContentCipher = { key: key.value, iv: wrapped.value.iv };
  return note.value && noteHolds(note.value, cipher)
    ? ok({ etag: note.value.etag, sizeBytes: note.value.sizeBytes - TAG_BYTES, contentType: ENCRYPTED_AUDIO, cipher })
    : verifyAndNote(dependencies, lease, cipher);
};

const openPlain = async (
  { source }: OpenRecordingDependencies,
  { object }: LinkLease,
  mode: OpeningMode,
): Promise<Result<OpenRecording, Failure>> => {
  // Leases of early versions do not have the content type.
  const described = mode === 'as-noted' && object.contentType ? ok(object) : await source.describe(object);
  if (!described.ok) return described;
  const playable = playableAudio(described.value);
  return playable.ok
    ? ok({ etag: described.value.etag, sizeBytes: described.value.sizeBytes, contentType: playable.value })
    : playable;
};

/** Reads the whole object and checks its tag, then notes the verification in the catalog. */
const verifyAndNote = async (
  { source, notes, now }: OpenRecordingDependencies,
  { object, recordingSid, encryption }: LinkLease,
  cipher: ContentCipher,
): Promise<Result<OpenRecording, Failure>> => {
  const read = await source.readWhole(object);
  if (!read.ok) return read;
  const { etag, lengthBytes: sizeBytes } = read.value;
  const checked = await checkTag(read.value, cipher);
  if (!checked.ok) return checked;

  const note = { etag, sizeBytes, seal: sealOf(cipher, { etag, sizeBytes }), at: now() };
  const noted = encryption ? await notes.put(recordingSid, note, encryption) : ok(undefined);
  return noted.ok ? ok({ etag, sizeBytes: sizeBytes - TAG_BYTES, contentType: ENCRYPTED_AUDIO, cipher }) : noted;
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
