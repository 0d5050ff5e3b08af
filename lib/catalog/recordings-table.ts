import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, type CfnTable, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { Conditions } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { PlaybackFunction } from '../functions/playback-function.ts';

/** What Twilio's callbacks tell. What `catalog set` writes is not among it: there the company's own word stands. */
const CALLBACK_FACTS = [
  'account_sid',
  'call_sid',
  'started_at',
  'duration_seconds',
  'channels',
  'encryption',
  'encryption_raw',
  'status',
  'task_reports',
];

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

  /**
   * Lets the function add what Twilio tells, and nothing that the company decides: neither `restricted` nor
   * `tags`, nor who handled a call in the company's own word. It cannot read. Sets `RECORDINGS_TABLE`.
   */
  grantAddCallbackFacts(fn: PlaybackFunction): void {
    this.grantUpdate(fn, CALLBACK_FACTS);
  }

  /**
   * Lets the function note that it has verified an object, on condition of how it is encrypted; who may listen is none of
   * its business. Sets `RECORDINGS_TABLE`.
   */
  grantNoteVerification(fn: PlaybackFunction): void {
    // AWS does not say whether a path counts by its top or as it is written, so both are named.
    this.grantUpdate(fn, ['verified', 'encryption', 'encryption.iv', 'encryption.encrypted_cek']);
  }

  /** IAM counts every attribute that a call names, those of its key and its condition included. */
  private grantUpdate(fn: PlaybackFunction, attributes: readonly string[]): void {
    this.grant(fn, 'dynamodb:UpdateItem', {
      'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['recording_sid', ...attributes] },
    });
  }

  private grant(fn: PlaybackFunction, action: string, conditions?: Conditions): void {
    fn.allow({
      actions: [action],
      resources: [this.table.tableArn],
      ...(conditions && { conditions }),
      environment: { RECORDINGS_TABLE: this.table.tableName },
    });
  }
}
