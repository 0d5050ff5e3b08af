import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  ObjectLockRetention,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { PlaybackConfig } from '../config/playback-config.ts';
import type { Grantee } from '../functions/grantee.ts';
import type { PlaybackFunction } from '../functions/playback-function.ts';

/** The folders of all objects that the digest writer writes. */
const FOLDERS = ['events/*', 'digests/*'];

/**
 * The archive of events files and digests: a versioned bucket that locks each object when it is written. An administrator
 * with a special permission can lift a lock in `governance` mode. Nobody, not even AWS, can lift one in `compliance` mode.
 *
 * Encrypted with an AWS-managed key, like the table: a key that somebody can delete would make the lock useless.
 */
export class AuditArchive extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, { archiveLock }: Pick<PlaybackConfig, 'archiveLock'>) {
    super(scope, id);
    const retention = Duration.days(archiveLock.days);
    this.bucket = new Bucket(this, 'Bucket', {
      versioned: true,
      objectLockEnabled: true,
      objectLockDefaultRetention:
        archiveLock.mode === 'compliance'
          ? ObjectLockRetention.compliance(retention)
          : ObjectLockRetention.governance(retention),
      encryption: BucketEncryption.KMS_MANAGED,
      bucketKeyEnabled: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    (this.bucket.node.defaultChild as CfnBucket).overrideLogicalId('AuditArchive');
  }

  /**
   * Lets the function create objects and read them back. Sets `ARCHIVE_BUCKET`.
   * Every put must have `If-None-Match`, so no object can be overwritten. The function may not delete objects or change locks.
   */
  grantCreate(fn: PlaybackFunction): void {
    const objects = FOLDERS.map(folder => this.bucket.arnForObjects(folder));
    fn.allow({
      actions: ['s3:PutObject'],
      resources: objects,
      conditions: { Null: { 's3:if-none-match': 'false' } },
      environment: { ARCHIVE_BUCKET: this.bucket.bucketName },
    });
    fn.allow({ actions: ['s3:GetObject'], resources: objects });
    // Needed to find the newest digest. Also, without it S3 would answer 403 for an object that does not exist yet.
    fn.allow({ actions: ['s3:ListBucket'], resources: [this.bucket.bucketArn] });
  }

  /** Lets a function or a person read all objects and their earlier versions, and nothing else. Sets `ARCHIVE_BUCKET`. */
  grantVerify(grantee: Grantee): void {
    grantee.allow({
      actions: ['s3:GetObject', 's3:GetObjectVersion'],
      resources: FOLDERS.map(folder => this.bucket.arnForObjects(folder)),
      environment: { ARCHIVE_BUCKET: this.bucket.bucketName },
    });
    grantee.allow({ actions: ['s3:ListBucket', 's3:ListBucketVersions'], resources: [this.bucket.bucketArn] });
  }
}
