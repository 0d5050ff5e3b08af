import type { CatalogEntry } from '../catalog/catalog-entry.ts';
import { TAG_BYTES } from '../media/decryption/content-cipher.ts';
import type { EncryptionDetails } from '../shared/encryption-details.ts';
import type { Failure } from '../shared/failure.ts';
import { playableAudio } from '../shared/playable-audio.ts';
import type { RecordingObject } from '../shared/recording-object.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { type AudioTimeline, timelineOfDuration, WAVE_HEADER_BYTES } from '../shared/timeline/audio-timeline.ts';
import { playableEncryption } from './playable-encryption.ts';
import type { LocatedObject } from './ports.ts';

/** An object from which a link can be made. */
export interface PlayableObject {
  readonly object: RecordingObject;
  /** Present when Twilio encrypted the recording. */
  readonly encryption?: EncryptionDetails;
}

/** Why a recording that the caller may hear cannot be played, and the object if there is one. */
export interface Unplayable {
  readonly failure: Failure;
  readonly object?: LocatedObject;
}

/** The failure of a recording that is not there, or not yet. */
export const ABSENT: Failure = { code: 'recording_not_found', reason: 'recording_not_found' };
const ARCHIVED: Failure = { code: 'recording_archived', reason: 'recording_archived' };

/** Returns the object if it can be played with what the catalog knows about the recording. */
export const playableObject = (
  object: LocatedObject | undefined,
  recording: CatalogEntry | undefined,
  publicKeySids: ReadonlySet<string>,
): Result<PlayableObject, Unplayable> => {
  if (!object) return err({ failure: ABSENT });
  if ('archived' in object) return err({ failure: ARCHIVED, object });
  const encryption = playableEncryption(recording, publicKeySids);
  if (!encryption.ok) return err({ failure: encryption.error, object });
  // The format of an encrypted recording is only known after its verification.
  const playable = encryption.value ? ok(undefined) : playableAudio(object);
  if (!playable.ok) return err({ failure: playable.error, object });
  const timeline = timelineOf(object, encryption.value ? TAG_BYTES : 0, recording?.durationSeconds);
  return ok({
    object: { ...object, ...(timeline && { timeline }) },
    ...(encryption.value && { encryption: encryption.value }),
  });
};

/** Returns what the object's header says, or else what follows from its size and the length that Twilio reported. */
const timelineOf = (
  object: RecordingObject,
  tagBytes: number,
  durationSeconds: number | undefined,
): AudioTimeline | undefined => {
  const offsetBytes = object.contentType === 'audio/mpeg' ? 0 : WAVE_HEADER_BYTES;
  return object.timeline ?? timelineOfDuration(object.sizeBytes - tagBytes, durationSeconds, offsetBytes);
};
