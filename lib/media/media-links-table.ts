import { AttributeType, type CfnTable, ProjectionType, type Table } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import type { Grantee } from '../functions/grantee.ts';
import type { PlaybackFunction } from '../functions/playback-function.ts';
import { returning } from '../functions/returned-values.ts';
import { createTableOfLinks } from './table-of-links.ts';

/** The indexes that revocation queries: by the event that records the link, by recording, by user. */
const REVOCATION_INDEXES = {
  'by-event': 'event_id',
  'by-recording': 'recording_sid',
  'by-user': 'worker_sid',
} as const;

/** The leases of streamed links. An item is deleted after its link has expired; the audit trail keeps its events. */
export class MediaLinksTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.table = createTableOfLinks(this, 'expires_at');
    for (const [indexName, attribute] of Object.entries(REVOCATION_INDEXES)) {
      this.table.addGlobalSecondaryIndex({
        indexName,
        partitionKey: { name: attribute, type: AttributeType.STRING },
        // The TTL deletes expired leases within days. With this sort key, a query skips them.
        sortKey: { name: 'expires_at', type: AttributeType.NUMBER },
        // Keys only: an opening changes no key, so it costs no write in any index.
        projectionType: ProjectionType.KEYS_ONLY,
      });
    }
    (this.table.node.defaultChild as CfnTable).overrideLogicalId('MediaLinks');
  }

  /** Lets the function store new leases, and nothing else. Sets `LINKS_TABLE`. */
  grantIssue(fn: PlaybackFunction): void {
    fn.allow({
      actions: ['dynamodb:PutItem'],
      resources: [this.table.tableArn],
      // Otherwise the answer of a put that overwrites a lease would contain the old lease.
      conditions: returning(),
      environment: this.environment,
    });
  }

  /** Lets the function read a lease by its token and open it. Sets `LINKS_TABLE`. */
  grantRedeem(fn: PlaybackFunction): void {
    fn.allow({
      actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
      resources: [this.table.tableArn],
      environment: this.environment,
    });
  }

  /** Lets a person find leases and end them. The answer of the update has the lease, for its audit event. */
  grantRevoke(person: Grantee): void {
    person.allow({
      actions: ['dynamodb:Query'],
      resources: Object.keys(REVOCATION_INDEXES).map(index => `${this.table.tableArn}/index/${index}`),
    });
    person.allow({
      actions: ['dynamodb:UpdateItem'],
      resources: [this.table.tableArn],
      conditions: {
        'ForAllValues:StringEquals': {
          'dynamodb:Attributes': ['link_hash', 'expires_at', 'revocation', 'revocation_recorded_at'],
        },
      },
    });
  }

  private get environment() {
    return { LINKS_TABLE: this.table.tableName };
  }
}
