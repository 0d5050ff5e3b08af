import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';

/**
 * Creates a table with one item for each link, by the hash of the link's token.
 * @param timeToLiveAttribute the time after which DynamoDB deletes an item, epoch seconds
 */
export const createTableOfLinks = (scope: Construct, timeToLiveAttribute: string): Table =>
  new Table(scope, 'Table', {
    partitionKey: { name: 'link_hash', type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
    encryption: TableEncryption.AWS_MANAGED,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    timeToLiveAttribute,
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
