import type { AudioContentType } from '../shared/audio-content-type.ts';
import type { EncryptionDetails } from '../shared/encryption-details.ts';
import type { Failure } from '../shared/failure.ts';
import { playableAudio } from '../shared/playable-audio.ts';
import { ok, type Result } from '../shared/result.ts';
import { type ContentCipher, TAG_BYTES } from './decryption/content-cipher.ts';
import { noteHolds, type VerificationNote } from './decryption/verification-note.ts';
import type { LinkLease } from './lease/link-lease.ts';
import type { KeyUnwrapper, MediaSource, VerificationNotes } from './ports.ts';
import { unwrapCipher } from './unwrap-cipher.ts';
import { verifyObject } from './verify-object.ts';

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

  const [cipher, note] = await Promise.all([
    unwrapCipher(dependencies.keys, lease.encryption),
    mode === 'as-noted' ? dependencies.notes.find(lease.recordingSid) : ok(undefined),
  ]);
  if (!cipher.ok) return cipher;
  if (!note.ok) return note;
  if (note.value && noteHolds(note.value, cipher.value)) return ok(verifiedRecording(note.value, cipher.value));
  return verifyAndNote(dependencies, lease, lease.encryption, cipher.value);
};

const verifiedRecording = ({ etag, sizeBytes }: VerificationNote, cipher: ContentCipher): OpenRecording => ({
  etag,
  sizeBytes: sizeBytes - TAG_BYTES,
  contentType: ENCRYPTED_AUDIO,
  cipher,
});

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
  dependencies: OpenRecordingDependencies,
  { object, recordingSid }: LinkLease,
  encryption: EncryptionDetails,
  cipher: ContentCipher,
): Promise<Result<OpenRecording, Failure>> => {
  const verified = await verifyObject(dependencies, { object }, cipher);
  if (!verified.ok) return verified;
  const noted = await dependencies.notes.put(recordingSid, verified.value, encryption);
  return noted.ok ? ok(verifiedRecording(verified.value, cipher)) : noted;
};
