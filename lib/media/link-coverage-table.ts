import { AttributeType, type CfnTable, ProjectionType, type Table } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import type { Grantee } from '../functions/grantee.ts';
import type { PlaybackFunction } from '../functions/playback-function.ts';
import { returning } from '../functions/returned-values.ts';
import { createTableOfLinks } from './table-of-links.ts';

/** The index of links that have ended and are not on record. */
const DUE_INDEX = 'by-due';

/**
 * How much has left with each streamed link, until it is on record in the audit trail. A table of its own: the function that
 * puts it on record can then not change a lease, and DynamoDB deletes leases at any time after their end.
 */
export class LinkCoverageTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    // Only items that are on record have this attribute.
    this.table = createTableOfLinks(this, 'deleted_after');
    this.table.addGlobalSecondaryIndex({
      indexName: DUE_INDEX,
      // Items that are on record have no shard, so they are not in the index.
      partitionKey: { name: 'due_shard', type: AttributeType.STRING },
      sortKey: { name: 'due_at', type: AttributeType.NUMBER },
      // Keys only: another answer changes no key, so it costs no write in the index.
      projectionType: ProjectionType.KEYS_ONLY,
    });
    (this.table.node.defaultChild as CfnTable).overrideLogicalId('LinkCoverage');
  }

  /** Lets the function add answers to a coverage. Sets `COVERAGE_TABLE`. */
  grantAdd(fn: PlaybackFunction): void {
    fn.allow({
      actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
      resources: [this.table.tableArn],
      environment: this.environment,
    });
  }

  /** Lets the function find, close and finish coverages that are due. Sets `COVERAGE_TABLE`. */
  grantFinish(fn: PlaybackFunction): void {
    fn.allow({
      // The answer to closing an item is the item.
      actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
      resources: [this.table.tableArn],
      environment: this.environment,
    });
    fn.allow({ actions: ['dynamodb:Query'], resources: [`${this.table.tableArn}/index/${DUE_INDEX}`] });
  }

  /** Lets a person make a revoked link due, and change nothing of what has left with it. */
  grantEnd(person: Grantee): void {
    person.allow({
      actions: ['dynamodb:UpdateItem'],
      resources: [this.table.tableArn],
      conditions: {
        ...returning(),
        'ForAllValues:StringEquals': {
          'dynamodb:Attributes': ['link_hash', 'closed_at', 'due_shard', 'due_at', 'revoked_at'],
        },
      },
    });
  }

  private get environment() {
    return { COVERAGE_TABLE: this.table.tableName };
  }
}
