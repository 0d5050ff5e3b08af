import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, type CfnBucket, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

/**
 * Records who reads the audit trail: a CloudTrail trail with all reads and writes of the audit table and of the archive
 * (data events), in a bucket that `cdk destroy` does not delete. CloudTrail signs its log files.
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
        // Includes all ARNs that begin with the table's: AWS does not document which ARN the query of an index is recorded with.
        dataEvents('AWS::DynamoDB::Table', props.tableArn),
        dataEvents('AWS::S3::Object', `${props.archiveArn}/`),
      ],
    });
    // CloudTrail writes a test file when it starts, so the bucket's policy must exist before.
    if (bucket.policy) trail.node.addDependency(bucket.policy);
  }
}

const dataEvents = (type: string, arnStart: string): CfnTrail.AdvancedEventSelectorProperty => ({
  name: `Data events of ${type}`,
  fieldSelectors: [
    { field: 'eventCategory', equalTo: ['Data'] },
    { field: 'resources.type', equalTo: [type] },
    { field: 'resources.ARN', startsWith: [arnStart] },
  ],
});
