import type { Arrival } from '../domain/arrival/verify-arrival.ts';
import { type RecordingKeys, recordingSidOf } from '../domain/shared/recording-object.ts';
import { type ObjectCreatedEvent, parseObjectCreated } from '../shell/object-created.ts';

/** What this deployment expects to arrive, and where. */
export interface ExpectedArrivals extends RecordingKeys {
  readonly recordingsBucket: string;
}

/** What an event reports. */
export type ParsedArrival =
  | { readonly kind: 'arrival'; readonly arrival: Arrival; readonly at: Date }
  /** Another bucket, or an object that is no recording of the account. The event's rule filters them out. */
  | { readonly kind: 'foreign'; readonly reason: 'other_bucket' | 'not_a_recording' }
  | { readonly kind: 'malformed' };

/** Decides which recording an event reports, if any. */
export const parseArrival = (event: Partial<ObjectCreatedEvent> | null, expected: ExpectedArrivals): ParsedArrival => {
  const created = parseObjectCreated(event);
  if (!created) return { kind: 'malformed' };
  const { bucketName, key, etag, at } = created;
  if (bucketName !== expected.recordingsBucket) return { kind: 'foreign', reason: 'other_bucket' };
  const recordingSid = recordingSidOf(key, expected);
  if (!recordingSid) return { kind: 'foreign', reason: 'not_a_recording' };
  return { kind: 'arrival', arrival: { recordingSid, key, etag: `"${etag}"` }, at };
};
