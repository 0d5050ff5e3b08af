import type { AudioContentType } from './audio-content-type.ts';
import { type Failure, fail } from './failure.ts';
import type { RecordingObject } from './recording-object.ts';
import { ok, type Result } from './result.ts';

/**
 * Returns the content type of a recording that is not known to be encrypted. Fails with `recording_not_playable` if it is
 * not audio: an encrypted recording without an entry in the catalog would play as noise.
 */
export const playableAudio = ({ sizeBytes, contentType }: RecordingObject): Result<AudioContentType, Failure> => {
  if (contentType) return ok(contentType);
  return fail('recording_not_playable', sizeBytes === 0 ? 'object_empty' : 'format_unknown');
};
