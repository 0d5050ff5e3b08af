import type { EventBridgeEvent } from 'aws-lambda';

/** The detail of EventBridge's event "Object Created" of S3. Its key is not encoded, and its entity tag is not quoted. */
interface ObjectCreatedDetail {
  readonly bucket: { readonly name: string };
  readonly object: { readonly key: string; readonly etag: string };
}

export type ObjectCreatedEvent = Pick<
  EventBridgeEvent<'Object Created', ObjectCreatedDetail>,
  'id' | 'source' | 'detail-type' | 'time' | 'detail'
>;

/** A new object in a bucket, as S3 reports it. */
export interface ObjectCreated {
  readonly bucketName: string;
  readonly key: string;
  /** Without quotes. */
  readonly etag: string;
  /** When the object was created, to the second: the same in each delivery of the event. */
  readonly at: Date;
}

/**
 * Parses an event; undefined for anything else. Only AWS can send one, but anybody with the permission can invoke the
 * function by hand.
 */
export const parseObjectCreated = (event: Partial<ObjectCreatedEvent> | null): ObjectCreated | undefined => {
  if (event?.source !== 'aws.s3' || event['detail-type'] !== 'Object Created') return undefined;
  const {
    bucket,
    object,
  }: { bucket?: Partial<ObjectCreatedDetail['bucket']>; object?: Partial<ObjectCreatedDetail['object']> } =
    event.detail ?? {};
  const at = new Date(event.time ?? '');
  if (typeof bucket?.name !== 'string' || typeof object?.key !== 'string' || typeof object.etag !== 'string') {
    return undefined;
  }
  if (Number.isNaN(at.getTime()) || !/^[0-9a-f]{32}(-\d+)?$/.test(object.etag)) return undefined;
  return { bucketName: bucket.name, key: object.key, etag: object.etag, at };
};
