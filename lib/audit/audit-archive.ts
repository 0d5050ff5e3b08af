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
import type { PlaybackFunction } from '../functions/playback-function.ts';

/** Everything that the digest writer keeps lies under these two. */
const FOLDERS = ['events/*', 'digests/*'];

/**
 * What was digested, kept where nobody can take it back: a versioned bucket whose objects are locked on arrival.
 * `governance` lets an administrator with a permission of its own lift the lock, `compliance` nobody, not even AWS.
 *
 * Encrypted with the AWS-managed S3 key, like the table with DynamoDB's: a key that somebody can schedule for deletion
 * would make the lock worth nothing.
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
   * Every put has to say `If-None-Match`, so no name can be written over; nothing may be deleted, nor a lock be touched.
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
    // To find the newest digest; and without it S3 would answer 403 for an object that does not exist yet.
    fn.allow({ actions: ['s3:ListBucket'], resources: [this.bucket.bucketArn] });
  }
}
