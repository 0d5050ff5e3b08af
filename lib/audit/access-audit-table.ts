import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, type CfnTable, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { Conditions } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { AUDIT_TTL_ATTRIBUTE, type AuditEvent } from '../../lambda/domain/audit/events/audit-event.ts';
import type { CHAIN_KEY } from '../../lambda/domain/audit/events/chain-event.ts';
import type { POLICIES_KEY } from '../../lambda/domain/audit/events/rule-event.ts';
import type { Grantee } from '../functions/grantee.ts';
import type { PlaybackFunction } from '../functions/playback-function.ts';
import { returning } from '../functions/returned-values.ts';

/** Returns a key attribute. The compiler checks that audit events have it. */
const key = (name: keyof AuditEvent) => ({ name, type: AttributeType.STRING });

/** The indexes with their partition keys. An item without the attribute is not in the index. */
const INDEXES = { 'by-user': 'worker_sid', 'by-day': 'day_shard', 'by-name': 'realm_user_id' } as const;

/**
 * The audit trail: who asked for which recording, when, and the decision.
 * `cdk destroy` does not delete it. No function may change or delete an item: the only grants are to append and to read.
 *
 * Encrypted with the AWS-managed DynamoDB key: CloudTrail shows its use, it costs no monthly fee, the writer needs no KMS
 * permission, and nobody can disable or delete it, which would make the whole trail unreadable.
 */
export class AccessAuditTable extends Construct {
  readonly table: Table;
  private readonly retentionDays: number | undefined;

  constructor(scope: Construct, id: string, props: { readonly retentionDays: number | undefined }) {
    super(scope, id);
    this.retentionDays = props.retentionDays;
    this.table = new Table(this, 'Table', {
      partitionKey: key('recording_sid'),
      sortKey: key('event_key'),
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
      ...(props.retentionDays !== undefined && { timeToLiveAttribute: AUDIT_TTL_ATTRIBUTE }),
    });
    for (const [indexName, partitionKey] of Object.entries(INDEXES)) {
      this.table.addGlobalSecondaryIndex({ indexName, partitionKey: key(partitionKey), sortKey: key('event_key') });
    }
    // A changed logical id would make CloudFormation start a second, empty trail.
    (this.table.node.defaultChild as CfnTable).overrideLogicalId('AccessAudit');
  }

  /** Lets the function put items: no read, no update, no delete. Sets `AUDIT_TABLE` and, if configured, `AUDIT_RETENTION_DAYS`. */
  grantAppend(fn: PlaybackFunction): void {
    this.grantPut(fn, returning());
  }

  /** The same for events with this pseudo-key only: the function cannot write an event about a recording. */
  grantAppendAbout(fn: PlaybackFunction, key: typeof CHAIN_KEY | typeof POLICIES_KEY): void {
    this.grantPut(fn, { ...returning(), 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [key] } });
  }

  private grantPut(fn: PlaybackFunction, conditions: Conditions): void {
    fn.allow({
      actions: ['dynamodb:PutItem'],
      resources: [this.table.tableArn],
      conditions,
      environment: {
        AUDIT_TABLE: this.table.tableName,
        ...(this.retentionDays !== undefined && { AUDIT_RETENTION_DAYS: String(this.retentionDays) }),
      },
    });
  }

  /** Lets a person record changes of recordings, as `grantAppend` does: an item's partition key must be a recording's SID. */
  grantRecordChanges(person: Grantee): void {
    person.allow({
      actions: ['dynamodb:PutItem'],
      resources: [this.table.tableArn],
      conditions: { ...returning(), 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['RE*'] } },
    });
  }

  /** Lets a person find a worker by name, which only audit events connect. */
  grantFindByName(person: Grantee): void {
    person.allow({ actions: ['dynamodb:Query'], resources: [this.index('by-name')] });
  }

  /** Lets a person read every event, by each index, and compare the whole table with the archive. */
  grantReadAll(person: Grantee): void {
    person.allow({
      actions: ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:Scan'],
      resources: [this.table.tableArn],
    });
    person.allow({
      actions: ['dynamodb:Query'],
      resources: Object.keys(INDEXES).map(name => this.index(name)),
    });
  }

  /** Lets the function query the events of one recording. Sets `AUDIT_TABLE`. */
  grantReadByRecording(fn: PlaybackFunction): void {
    fn.allow({
      actions: ['dynamodb:Query'],
      resources: [this.table.tableArn],
      environment: { AUDIT_TABLE: this.table.tableName },
    });
  }

  /** Lets the function read the trail by time, through the one index that it needs. Sets `AUDIT_TABLE`. */
  grantReadByDay(fn: PlaybackFunction): void {
    fn.allow({
      actions: ['dynamodb:Query'],
      resources: [this.index('by-day')],
      environment: { AUDIT_TABLE: this.table.tableName },
    });
  }

  /** Lets the function compare the trail with the archive: by time, and single items in the table itself. Sets `AUDIT_TABLE`. */
  grantCompare(fn: PlaybackFunction): void {
    this.grantReadByDay(fn);
    fn.allow({ actions: ['dynamodb:GetItem'], resources: [this.table.tableArn] });
  }

  private index(name: string): string {
    return `${this.table.tableArn}/index/${name}`;
  }
}
