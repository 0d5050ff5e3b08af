import type { EventPattern } from 'aws-cdk-lib/aws-events';
import type { IBucket } from 'aws-cdk-lib/aws-s3';

/**
 * Returns what EventBridge must match to report new objects of a bucket.
 * @param wildcards the keys, with `*` for any characters; an empty list means all keys
 */
export const objectCreated = (
  { bucketName }: Pick<IBucket, 'bucketName'>,
  wildcards: readonly string[],
): EventPattern => ({
  source: ['aws.s3'],
  detailType: ['Object Created'],
  detail: {
    bucket: { name: [bucketName] },
    ...(wildcards.length > 0 && { object: { key: wildcards.map(wildcard => ({ wildcard })) } }),
  },
});
