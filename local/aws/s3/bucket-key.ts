import { s3Arn } from '../../template/local-account.ts';
import type { Permission } from '../iam/role-policy.ts';
import { viaService } from '../kms/kms-permission.ts';
import { bucketRegion, type S3Call } from './s3-operation.ts';

/**
 * What a caller needs of the key of the bucket, if it has one, in order to read or write an object. S3 uses the key for the
 * caller and names the object in the encryption context, so that a policy can be narrowed to it.
 */
export const onBucketKey = ({ bucket, key }: S3Call, action: string): Permission[] => {
  if (!bucket.kmsKeyArn) return [];
  const permission = viaService(action, bucket.kmsKeyArn, `s3.${bucketRegion(bucket)}.amazonaws.com`);
  const encryptionContext = { 'kms:EncryptionContext:aws:s3:arn': s3Arn(bucket.bucketName, key) };
  return [{ ...permission, context: { ...permission.context, ...encryptionContext } }];
};
