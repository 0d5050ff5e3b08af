/** The account id, region and partition of the local stack. */
export const LOCAL_ACCOUNT = '000000000000';
export const LOCAL_REGION = 'us-east-1';
export const LOCAL_PARTITION = 'aws';

/** Builds an ARN of the local account, such as `arn:aws:dynamodb:us-east-1:000000000000:table/x`. */
export const localArn = (service: string, resource: string): string =>
  `arn:${LOCAL_PARTITION}:${service}:${LOCAL_REGION}:${LOCAL_ACCOUNT}:${resource}`;

/** Builds an ARN of a service without regions, such as `arn:aws:iam::000000000000:role/x`. */
export const globalArn = (service: string, resource: string): string =>
  `arn:${LOCAL_PARTITION}:${service}::${LOCAL_ACCOUNT}:${resource}`;

/** Builds the ARN of a bucket, or of objects in it: S3 ARNs contain neither region nor account. */
export const s3Arn = (bucket: string, key?: string): string =>
  `arn:${LOCAL_PARTITION}:s3:::${bucket}${key === undefined ? '' : `/${key}`}`;
