import { RemovalPolicy } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  HttpMethods,
  type IBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { PlaybackConfig } from '../config/playback-config.ts';

/** The headers that a player must be able to read for seeking. */
const EXPOSED_HEADERS = ['Accept-Ranges', 'Content-Range', 'Content-Length', 'ETag'];

const SENDS_EVENTS = { eventBridgeConfiguration: { eventBridgeEnabled: true } };

/** Creates the bucket with the recordings, and the bucket with its access log. */
export const createRecordingsBucket = (
  scope: Construct,
  config: PlaybackConfig,
): { readonly bucket: Bucket; readonly accessLog: Bucket } => {
  const accessLog = new Bucket(scope, 'AccessLog', {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  const bucket = new Bucket(scope, 'Bucket', {
    bucketName: config.bucketName,
    versioned: true,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    // Deleted if its first deployment is rolled back; otherwise the next deployment would fail, because the name is taken.
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    // Each link contains the id of its audit event, so this log shows which link fetched the bytes.
    // Cast, because under exactOptionalPropertyTypes the CDK's class does not match the CDK's interface.
    serverAccessLogsBucket: accessLog as IBucket,
    ...(config.bucketKmsKeyArn
      ? { encryptionKey: Key.fromKeyArn(scope, 'Key', config.bucketKmsKeyArn), bucketKeyEnabled: true }
      : { encryption: BucketEncryption.S3_MANAGED }),
    cors: [
      {
        allowedOrigins: [...config.allowedOrigins],
        allowedMethods: [HttpMethods.GET, HttpMethods.HEAD],
        allowedHeaders: ['Range', 'If-Range'],
        exposedHeaders: EXPOSED_HEADERS,
        maxAge: 3600,
      },
    ],
  });
  const resource = bucket.node.defaultChild as CfnBucket;
  resource.overrideLogicalId('Recordings');
  // Set on the resource, because the CDK's own switch adds a function with a managed policy that sets it at run time.
  if (config.verifyOnArrival) resource.notificationConfiguration = SENDS_EVENTS;
  const logResource = accessLog.node.defaultChild as CfnBucket;
  logResource.overrideLogicalId('RecordingsAccessLog');
  logResource.notificationConfiguration = SENDS_EVENTS;
  return { bucket, accessLog };
};
