import type { EventBridgeEvent } from 'aws-lambda';
import { type RecordingKeys, recordingSidOf } from '../domain/shared/recording-key.ts';
import type { Arrival } from '../domain/arrival/verify-arrival.ts';

/** The detail of EventBridge's event "Object Created" of S3. Its key is not encoded, and its entity tag is not quoted. */
interface ObjectCreated {
  readonly bucket: { readonly name: string };
  readonly object: { readonly key: string; readonly etag: string };
}

export type ArrivalEvent = Pick<
  EventBridgeEvent<'Object Created', ObjectCreated>,
  'id' | 'source' | 'detail-type' | 'time' | 'detail'
>;

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

/** Parses an event. Only AWS can send one, but anybody with the permission can invoke the function by hand. */
export const parseArrival = (event: Partial<ArrivalEvent> | null, expected: ExpectedArrivals): ParsedArrival => {
  if (event?.source !== 'aws.s3' || event['detail-type'] !== 'Object Created') return { kind: 'malformed' };
  const { bucket, object }: { bucket?: Partial<ObjectCreated['bucket']>; object?: Partial<ObjectCreated['object']> } =
    event.detail ?? {};
  const at = new Date(event.time ?? '');
  if (typeof bucket?.name !== 'string' || typeof object?.key !== 'string' || typeof object.etag !== 'string') {
    return { kind: 'malformed' };
  }
  if (Number.isNaN(at.getTime()) || !/^[0-9a-f]{32}(-\d+)?$/.test(object.etag)) return { kind: 'malformed' };
  if (bucket.name !== expected.recordingsBucket) return { kind: 'foreign', reason: 'other_bucket' };
  const recordingSid = recordingSidOf(object.key, expected);
  if (!recordingSid) return { kind: 'foreign', reason: 'not_a_recording' };
  return { kind: 'arrival', arrival: { recordingSid, key: object.key, etag: `"${object.etag}"` }, at };
};
