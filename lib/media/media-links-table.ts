import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  type CfnTable,
  ProjectionType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import type { PlaybackFunction } from '../functions/playback-function.ts';

/** Where revocation looks: by the event that records the link, by recording, by user. */
const REVOCATION_INDEXES = {
  'by-event': 'event_id',
  'by-recording': 'recording_sid',
  'by-user': 'worker_sid',
} as const;

/** Leases of streamed links (design section 5). Each ends with its link; what is on record about it is in the audit trail. */
export class MediaLinksTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'link_hash', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: 'expires_at',
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    for (const [indexName, attribute] of Object.entries(REVOCATION_INDEXES)) {
      this.table.addGlobalSecondaryIndex({
        indexName,
        partitionKey: { name: attribute, type: AttributeType.STRING },
        // Expired leases stay until the TTL takes them, within days: they are left out without being read.
        sortKey: { name: 'expires_at', type: AttributeType.NUMBER },
        // Keys only: an opening changes no key, so it costs no write in any index.
        projectionType: ProjectionType.KEYS_ONLY,
      });
    }
    (this.table.node.defaultChild as CfnTable).overrideLogicalId('MediaLinks');
  }

  /** Lets the function store new leases, and nothing else. Sets `LINKS_TABLE`. */
  grantIssue(fn: PlaybackFunction): void {
    fn.allow({ actions: ['dynamodb:PutItem'], resources: [this.table.tableArn], environment: this.environment });
  }

  /** Lets the function read a lease by its token and open it. Sets `LINKS_TABLE`. */
  grantRedeem(fn: PlaybackFunction): void {
    fn.allow({
      actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
      resources: [this.table.tableArn],
      environment: this.environment,
    });
  }

  private get environment() {
    return { LINKS_TABLE: this.table.tableName };
  }
}
