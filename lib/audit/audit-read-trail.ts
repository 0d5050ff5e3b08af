import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, type CfnBucket, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

/**
 * Who read the audit trail is on record, too: a CloudTrail trail of its own with the data events of the audit table and
 * of the archive, reads and writes alike, in a bucket that survives. CloudTrail signs its own log files.
 */
export class AuditReadTrail extends Construct {
  constructor(scope: Construct, id: string, props: { readonly tableArn: string; readonly archiveArn: string }) {
    super(scope, id);
    const stack = Stack.of(this);
    const trailName = `${stack.stackName}-audit-reads`;
    const trailArn = stack.formatArn({ service: 'cloudtrail', resource: 'trail', resourceName: trailName });
    const bucket = new Bucket(this, 'Bucket', {
      versioned: true,
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [{ abortIncompleteMultipartUploadAfter: Duration.days(7) }],
    });
    (bucket.node.defaultChild as CfnBucket).overrideLogicalId('AuditReadLog');
    const cloudTrail = new ServicePrincipal('cloudtrail.amazonaws.com');
    const conditions = { StringEquals: { 'aws:SourceArn': trailArn } };
    bucket.addToResourcePolicy(
      new PolicyStatement({
        principals: [cloudTrail],
        actions: ['s3:GetBucketAcl'],
        resources: [bucket.bucketArn],
        conditions,
      }),
    );
    bucket.addToResourcePolicy(
      new PolicyStatement({
        principals: [cloudTrail],
        actions: ['s3:PutObject'],
        resources: [bucket.arnForObjects(`AWSLogs/${stack.account}/*`)],
        conditions,
      }),
    );
    const trail = new CfnTrail(this, 'Trail', {
      trailName,
      s3BucketName: bucket.bucketName,
      isLogging: true,
      enableLogFileValidation: true,
      advancedEventSelectors: [
        dataEvents('AWS::DynamoDB::Table', { equalTo: [props.tableArn] }),
        dataEvents('AWS::S3::Object', { startsWith: [`${props.archiveArn}/`] }),
      ],
    });
    // CloudTrail writes a test file when it starts: the bucket has to let it.
    if (bucket.policy) trail.node.addDependency(bucket.policy);
  }
}

const dataEvents = (
  type: string,
  arn: { readonly equalTo: string[] } | { readonly startsWith: string[] },
): CfnTrail.AdvancedEventSelectorProperty => ({
  name: `Data events of ${type}`,
  fieldSelectors: [
    { field: 'eventCategory', equalTo: ['Data'] },
    { field: 'resources.type', equalTo: [type] },
    { field: 'resources.ARN', ...arn },
  ],
});
