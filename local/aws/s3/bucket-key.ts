import { s3Arn } from '../../template/local-account.ts';
import type { Permission } from '../iam/role-policy.ts';
import { permissionViaService } from '../kms/kms-permission.ts';
import { bucketRegion, type S3Call } from './s3-operation.ts';

/**
 * Returns the permission for the bucket's key that a caller needs to read or write an object, if the bucket has a key. S3
 * uses the key for the caller, with the object's ARN in the encryption context.
 */
export const bucketKeyPermissions = ({ bucket, key }: S3Call, action: string): Permission[] => {
  if (!bucket.kmsKeyArn) return [];
  const permission = permissionViaService(action, bucket.kmsKeyArn, `s3.${bucketRegion(bucket)}.amazonaws.com`);
  const encryptionContext = { 'kms:EncryptionContext:aws:s3:arn': s3Arn(bucket.bucketName, key) };
  return [{ ...permission, context: { ...permission.context, ...encryptionContext } }];
};
