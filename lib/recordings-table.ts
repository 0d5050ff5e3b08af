import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, type CfnTable, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import type { PlaybackFunction } from './playback-function.ts';

/**
 * The catalog: what is known about each recording besides its bytes (design section 5). Survives `cdk destroy`, for
 * Twilio forgets what is in it: without the wrapped keys here an encrypted recording is lost.
 */
export class RecordingsTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'recording_sid', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    // A changed logical id would make CloudFormation start a second, empty catalog.
    (this.table.node.defaultChild as CfnTable).overrideLogicalId('RecordingsCatalog');
  }

  /** Lets the function look recordings up, one by one. Sets `RECORDINGS_TABLE`. */
  grantLookUp(fn: PlaybackFunction): void {
    this.grant(fn, 'dynamodb:GetItem');
  }

  /** Lets the function add facts; it can neither read nor remove any. Sets `RECORDINGS_TABLE`. */
  grantAddFacts(fn: PlaybackFunction): void {
    this.grant(fn, 'dynamodb:UpdateItem');
  }

  private grant(fn: PlaybackFunction, action: string): void {
    fn.allow({
      actions: [action],
      resources: [this.table.tableArn],
      environment: { RECORDINGS_TABLE: this.table.tableName },
    });
  }
}
