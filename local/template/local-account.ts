/** The account that the local stack pretends to be. */
export const LOCAL_ACCOUNT = '000000000000';
export const LOCAL_REGION = 'us-east-1';
export const LOCAL_PARTITION = 'aws';

/** An ARN of the local account, such as `arn:aws:dynamodb:us-east-1:000000000000:table/x`. */
export const localArn = (service: string, resource: string): string =>
  `arn:${LOCAL_PARTITION}:${service}:${LOCAL_REGION}:${LOCAL_ACCOUNT}:${resource}`;

/** An ARN of a service that knows no regions, such as `arn:aws:iam::000000000000:role/x`. */
export const globalArn = (service: string, resource: string): string =>
  `arn:${LOCAL_PARTITION}:${service}::${LOCAL_ACCOUNT}:${resource}`;

/** The ARN of a bucket, or of objects in it: S3 ARNs carry neither region nor account. */
export const s3Arn = (bucket: string, key?: string): string =>
  `arn:${LOCAL_PARTITION}:s3:::${bucket}${key === undefined ? '' : `/${key}`}`;
