import type { Failure } from '../shared/failure.ts';
import type { RecordingSid } from '../shared/recording-sid.ts';
import type { Result } from '../shared/result.ts';
import type { LocatedObject, RecordingStore } from './ports.ts';

type Located = Result<LocatedObject | undefined, Failure>;

/** A recording, and the object key that the catalog has for it, if Twilio told one. */
export interface NamedRecording {
  readonly recordingSid: RecordingSid;
  readonly objectKey?: string | undefined;
}

/**
 * Returns the object of a recording whose lookup under the configured keys has started: the object under the catalog's
 * key if there is one, otherwise what the lookup finds. Call it only after the caller was authorized, because the
 * catalog's key may need one more request.
 */
export const locateRecording = async (
  recordings: RecordingStore,
  { recordingSid, objectKey }: NamedRecording,
  { started, signal }: { readonly started: Promise<Located>; readonly signal: AbortSignal },
): Promise<Located> => {
  const found = await started;
  if (objectKey === undefined || (found.ok && found.value?.key === objectKey)) return found;
  const named = await recordings.locate(recordingSid, signal, objectKey);
  return named.ok && !named.value ? found : named;
};
