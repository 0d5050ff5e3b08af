import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  type CfnTable,
  ProjectionType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import type { Conditions } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { AGENT_INDEXES, GROUP_INDEXES } from '../../lambda/domain/shared/recording-group.ts';
import { accountLogicalId } from '../accounts/account-scope.ts';
import type { Grantee } from '../functions/grantee.ts';
import type { PlaybackFunction } from '../functions/playback-function.ts';
import { returning } from '../functions/returned-values.ts';

/** The attributes with facts of Twilio's callbacks. They do not include the attributes that `catalog set` writes. */
const CALLBACK_FACTS = [
  'account_sid',
  'call_sid',
  'conference_sid',
  'started_at',
  'duration_seconds',
  'channels',
  'encryption',
  'encryption_raw',
  'status',
];
/** The attributes with facts that the company decides: `catalog set`. */
const COMPANY_FACTS = ['agent_worker_sid', 'queue', 'team', 'tags', 'restricted', 'held'];
/** The attribute whose previous value the writer may read, to remove reports that are no longer needed. */
const TASK_REPORTS = ['task_reports'];
/** The task that named a recording first and its agent, stored on the condition that its reports are still the same. */
const INDEX_KEYS = ['task_reports', 'task_sid', 'handled_by'];
/** What connects a task, a conference or a call with recordings. The writer may read the previous value. */
const JOINED = ['joined'];

/** The indexes by the attribute that is their key, in the order in which an upgrade adds them. */
const INDEXES: Readonly<Record<string, string>> = { ...GROUP_INDEXES, ...AGENT_INDEXES };
/**
 * What an index contains beside its key: the order of the recordings, and which agent the company set, whom `by-agent` must
 * leave to the other index. An index never contains what decides who may listen, because it can be late.
 */
const IN_INDEX = (attribute: string): string[] => [
  'started_at',
  ...(attribute === 'handled_by' ? ['agent_worker_sid'] : []),
];

/**
 * The catalog: what is known about each recording in addition to its bytes. `cdk destroy` does not delete it, because
 * Twilio does not keep its content: without the wrapped keys here, encrypted recordings are lost.
 */
export class RecordingsTable extends Construct {
  readonly table: Table;

  /** @param props.indexCount how many of the indexes exist: `catalogIndexes` of the configuration */
  constructor(scope: Construct, id: string, props: { readonly indexCount: number }) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'recording_sid', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    for (const [attribute, indexName] of Object.entries(INDEXES).slice(0, props.indexCount)) {
      this.table.addGlobalSecondaryIndex({
        indexName,
        partitionKey: { name: attribute, type: AttributeType.STRING },
        projectionType: ProjectionType.INCLUDE,
        nonKeyAttributes: IN_INDEX(attribute),
      });
    }
    // A changed logical id would make CloudFormation start a second, empty catalog.
    (this.table.node.defaultChild as CfnTable).overrideLogicalId(accountLogicalId(this, 'RecordingsCatalog'));
  }

  /** Lets the function look recordings up, one by one. Sets `RECORDINGS_TABLE`. */
  grantLookUp(fn: PlaybackFunction): void {
    this.grant(fn, 'dynamodb:GetItem');
  }

  /** Lets the function find the recordings of a conference, call or task by their indexes, and read them. Sets `RECORDINGS_TABLE`. */
  grantFindByGroup(fn: PlaybackFunction): void {
    this.grant(fn, 'dynamodb:BatchGetItem');
    this.grantQueryIndexes(fn, Object.values(GROUP_INDEXES));
  }

  /**
   * Lets the function add facts from Twilio, but not set facts that the company sets: neither `restricted` nor `tags`, nor
   * the company's own entry of who handled a call. It can read nothing except the task reports, and what
   * joins tasks and recordings, before its own change.
   * Sets `RECORDINGS_TABLE`.
   */
  grantAddCallbackFacts(fn: PlaybackFunction): void {
    this.grantUpdate(fn, CALLBACK_FACTS);
    this.grantUpdate(fn, TASK_REPORTS, ['NONE', 'UPDATED_OLD']);
    this.grantUpdate(fn, INDEX_KEYS);
    this.grantUpdate(fn, JOINED, ['NONE', 'UPDATED_OLD']);
  }

  /**
   * Lets the function store the note that it has verified an object, with a condition on the encryption details. It cannot
   * change who may listen. Sets `RECORDINGS_TABLE`.
   */
  grantNoteVerification(fn: PlaybackFunction): void {
    // AWS does not document whether it compares the whole path or its first part, so both are listed.
    const details = ['public_key_sid', 'iv', 'encrypted_cek'].map(name => `encryption.${name}`);
    this.grantUpdate(fn, ['verified', 'encryption', ...details]);
  }

  /** Lets a person find the SIDs of recordings by the indexes, and read nothing else of the catalog. */
  grantFindForAudit(person: Grantee): void {
    this.grantQueryIndexes(person, Object.values(INDEXES));
  }

  /** Lets a person read an entry, and set the facts that the company decides, but not those of Twilio's callbacks. */
  grantDecide(person: Grantee): void {
    person.allow({ actions: ['dynamodb:GetItem'], resources: [this.table.tableArn] });
    this.grantUpdate(person, COMPANY_FACTS);
  }

  private grantQueryIndexes(grantee: Grantee, indexes: readonly string[]): void {
    grantee.allow({
      actions: ['dynamodb:Query'],
      resources: indexes.map(index => `${this.table.tableArn}/index/${index}`),
    });
  }

  /**
   * IAM checks all attributes that a call names, also in its key and its condition, but not the attributes in the answer:
   * with `ALL_OLD` the answer would contain the whole item.
   */
  private grantUpdate(fn: Grantee, attributes: readonly string[], returnValues = ['NONE']): void {
    this.grant(fn, 'dynamodb:UpdateItem', {
      'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['recording_sid', ...attributes] },
      ...returning(returnValues),
    });
  }

  private grant(fn: Grantee, action: string, conditions?: Conditions): void {
    fn.allow({
      actions: [action],
      resources: [this.table.tableArn],
      ...(conditions && { conditions }),
      environment: { RECORDINGS_TABLE: this.table.tableName },
    });
  }
}
