import { unreadableAttributes } from '../../domain/audit/chain/stored-item.ts';
import type { CatalogEntry, CatalogFacts } from '../../domain/catalog/catalog-entry.ts';
import { type Handling, handlingFrom } from '../../domain/catalog/task-report.ts';
import { type Failure, fail } from '../../domain/shared/failure.ts';
import { knownFacts, type PossiblyUnknown } from '../../domain/shared/known-facts.ts';
import type { RecordingSid } from '../../domain/shared/recording-sid.ts';
import { ok, type Result } from '../../domain/shared/result.ts';
import { type EncryptionItem, encryptionDetailsOf, encryptionItemOf, isEncryptionItem } from './encryption-item.ts';
import type { PlainItem } from './plain-item.ts';
import { taskReportFrom } from './task-report-text.ts';
import {
  type Check,
  isDateTime,
  isFiniteNumber,
  isFlag,
  isListOf,
  isSetOf,
  isText,
  type PlainSet,
} from './value-checks.ts';

/** The attribute of the Recordings table for each fact. The names are for people who query the table. */
export const CATALOG_ATTRIBUTES = {
  accountSid: 'account_sid',
  callSid: 'call_sid',
  conferenceSid: 'conference_sid',
  startedAt: 'started_at',
  durationSeconds: 'duration_seconds',
  channels: 'channels',
  objectKey: 'object_key',
  status: 'status',
  encryption: 'encryption',
  agentWorkerSid: 'agent_worker_sid',
  queue: 'queue',
  team: 'team',
  tags: 'tags',
  restricted: 'restricted',
  held: 'held',
} as const satisfies Record<keyof CatalogFacts, string>;

/** The attribute with unreadable encryption details: a set of texts. */
export const ENCRYPTION_RAW_ATTRIBUTE = 'encryption_raw';
/** The attribute with the first task that named the recording: the key of an index. Only the reports are used for decisions. */
export const TASK_SID_ATTRIBUTE = 'task_sid';
/** The attribute with the worker whom the reports of that task name: the key of an index, and not used for decisions either. */
export const HANDLED_BY_ATTRIBUTE = 'handled_by';
/** The attribute with task reports: a set of texts (see task-report-text.ts). */
export const TASK_REPORTS_ATTRIBUTE = 'task_reports';

/** The attributes that the catalog reads, as `plainItem` returns them. Each may be absent. */
interface ItemFacts {
  readonly account_sid?: string;
  readonly call_sid?: string;
  readonly conference_sid?: string;
  readonly started_at?: string;
  readonly duration_seconds?: number;
  readonly channels?: number;
  readonly object_key?: string;
  readonly status?: string;
  readonly encryption?: EncryptionItem;
  readonly encryption_raw?: PlainSet<string>;
  readonly task_reports?: PlainSet<string>;
  readonly agent_worker_sid?: string;
  readonly queue?: string;
  readonly team?: string;
  readonly tags?: readonly string[];
  readonly restricted?: boolean;
  readonly held?: boolean;
}

/** Does not use a schema library: loading one takes more time in each cold start than reading a thousand items. */
const CHECKS: { readonly [Attribute in keyof ItemFacts]-?: Check<unknown> } = {
  account_sid: isText,
  call_sid: isText,
  conference_sid: isText,
  started_at: isDateTime,
  duration_seconds: isFiniteNumber,
  channels: isFiniteNumber,
  object_key: isText,
  status: isText,
  encryption: isEncryptionItem,
  encryption_raw: isSetOf(isText),
  task_reports: isSetOf((member): member is string => isText(member) && taskReportFrom(member) !== undefined),
  agent_worker_sid: isText,
  queue: isText,
  team: isText,
  tags: isListOf(isText),
  restricted: isFlag,
  held: isFlag,
};

/** The readable facts of an item, and its unreadable attributes, which somebody may have written by hand. */
export interface ReadCatalogItem {
  readonly entry: CatalogEntry;
  /** Names of attributes whose value has a wrong or an unknown type. */
  readonly unreadable: readonly string[];
}

/** Reads the readable facts of an item, for people. No decision may use them. */
export const readCatalogItem = (recordingSid: RecordingSid, item: PlainItem): ReadCatalogItem => {
  const present = Object.entries(CHECKS).filter(([attribute]) => item[attribute] !== undefined);
  const ofWrongType = present.filter(([attribute, check]) => !check(item[attribute])).map(([attribute]) => attribute);
  const unreadable = [...new Set([...ofWrongType, ...unreadableAttributes(item)])];
  const readable = present.map(([attribute]) => attribute).filter(attribute => !unreadable.includes(attribute));
  const facts: ItemFacts = Object.fromEntries(readable.map(attribute => [attribute, item[attribute]]));
  return { entry: entryFrom(recordingSid, facts), unreadable };
};

/**
 * Reads an item for a decision. Fails with `forbidden` if any fact has a wrong type: if `restricted: "true"` were treated
 * as unknown, the recording would not be restricted.
 */
export const catalogEntryFrom = (recordingSid: RecordingSid, item: PlainItem): Result<CatalogEntry, Failure> => {
  const { entry, unreadable } = readCatalogItem(recordingSid, item);
  const [attribute] = unreadable;
  return attribute === undefined ? ok(entry) : fail('forbidden', `catalog_item_malformed_${attribute}`);
};

const entryFrom = (recordingSid: RecordingSid, { encryption, ...facts }: ItemFacts): CatalogEntry =>
  knownFacts<CatalogEntry>({
    recordingSid,
    accountSid: facts.account_sid,
    callSid: facts.call_sid,
    conferenceSid: facts.conference_sid,
    startedAt: facts.started_at === undefined ? undefined : new Date(facts.started_at),
    durationSeconds: facts.duration_seconds,
    channels: facts.channels,
    objectKey: facts.object_key,
    status: facts.status,
    encryption: encryption && encryptionDetailsOf(encryption),
    encryptionRaw: facts.encryption_raw?.$SS,
    ...handlingOf(facts),
    team: facts.team,
    tags: facts.tags,
    restricted: facts.restricted,
    held: facts.held,
  });

/** Facts of the company take precedence over task reports. */
const handlingOf = ({ task_reports, started_at, agent_worker_sid, queue }: ItemFacts): PossiblyUnknown<Handling> => {
  const reports = (task_reports?.$SS ?? []).flatMap(member => taskReportFrom(member) ?? []);
  const reported = handlingFrom(reports, started_at === undefined ? undefined : new Date(started_at));
  return {
    taskSid: reported.taskSid,
    agentWorkerSid: agent_worker_sid ?? reported.agentWorkerSid,
    queue: queue ?? reported.queue,
  };
};

/** Returns a fact as its attribute stores it. */
export const attributeValue = (fact: CatalogFacts[keyof CatalogFacts]): unknown => {
  if (fact instanceof Date) return fact.toISOString();
  return typeof fact === 'object' && 'publicKeySid' in fact ? encryptionItemOf(fact) : fact;
};
