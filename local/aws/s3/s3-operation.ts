import type { BucketDefinition } from '../../template/buckets.ts';
import { LOCAL_REGION, s3Arn } from '../../template/local-account.ts';
import type { Permission } from '../iam/role-policy.ts';
import type { Answer } from '../protocol/answer.ts';
import type { SignedRequest } from '../protocol/aws-service.ts';
import type { BucketStore, StoredObject } from './bucket-store.ts';

/** A bucket with its objects. */
export interface Bucket extends BucketDefinition {
  readonly store: BucketStore;
  /** Reports a new object, if the bucket does that. */
  readonly reportCreated: (object: StoredObject) => void;
}

/** A call on a bucket, or on an object in it. */
export interface S3Call {
  readonly request: SignedRequest;
  readonly bucket: Bucket;
  /** Empty for a call on the bucket itself. */
  readonly key: string;
}

/** One operation of the S3 API. */
export interface S3Operation {
  readonly name: string;
  readonly method: string;
  readonly on: 'bucket' | 'object';
  /** The query parameter that distinguishes this operation from others with the same method: S3's sub-resource. */
  readonly subresource?: string;
  readonly needs: (call: S3Call) => Permission[];
  readonly run: (call: S3Call, allows: (permission: Permission) => boolean) => Promise<Answer> | Answer;
}

export const bucketRegion = (bucket: BucketDefinition): string => bucket.region ?? LOCAL_REGION;

/** Returns a permission for the bucket itself, such as `s3:ListBucket`. */
export const bucketPermission = ({ bucket }: S3Call, action: string, context = {}): Permission => ({
  action,
  resource: s3Arn(bucket.bucketName),
  context,
});

/** Returns a permission for an object. */
export const objectPermission = ({ bucket, key }: S3Call, action: string, context = {}): Permission => ({
  action,
  resource: s3Arn(bucket.bucketName, key),
  context,
});
