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

/** The Recordings table's attribute for each fact: names for the people who query it. */
export const CATALOG_ATTRIBUTES = {
  accountSid: 'account_sid',
  callSid: 'call_sid',
  conferenceSid: 'conference_sid',
  startedAt: 'started_at',
  durationSeconds: 'duration_seconds',
  channels: 'channels',
  status: 'status',
  encryption: 'encryption',
  agentWorkerSid: 'agent_worker_sid',
  queue: 'queue',
  team: 'team',
  tags: 'tags',
  restricted: 'restricted',
} as const satisfies Record<keyof CatalogFacts, string>;

/** The attribute with encryption details that could not be read: a set of texts. */
export const ENCRYPTION_RAW_ATTRIBUTE = 'encryption_raw';
/** The attribute with what task events reported: a set of texts (see task-report-text.ts). */
export const TASK_REPORTS_ATTRIBUTE = 'task_reports';

/** What the catalog reads of an item, as `plainItem` gives it. Any of it may be absent. */
interface ItemFacts {
  readonly account_sid?: string;
  readonly call_sid?: string;
  readonly conference_sid?: string;
  readonly started_at?: string;
  readonly duration_seconds?: number;
  readonly channels?: number;
  readonly status?: string;
  readonly encryption?: EncryptionItem;
  readonly encryption_raw?: PlainSet<string>;
  readonly task_reports?: PlainSet<string>;
  readonly agent_worker_sid?: string;
  readonly queue?: string;
  readonly team?: string;
  readonly tags?: readonly string[];
  readonly restricted?: boolean;
}

/** By hand, for a schema library would cost each cold start more than reading a thousand items. */
const CHECKS: { readonly [Attribute in keyof ItemFacts]-?: Check<unknown> } = {
  account_sid: isText,
  call_sid: isText,
  conference_sid: isText,
  started_at: isDateTime,
  duration_seconds: isFiniteNumber,
  channels: isFiniteNumber,
  status: isText,
  encryption: isEncryptionItem,
  encryption_raw: isSetOf(isText),
  task_reports: isSetOf((member): member is string => isText(member) && taskReportFrom(member) !== undefined),
  agent_worker_sid: isText,
  queue: isText,
  team: isText,
  tags: isListOf(isText),
  restricted: isFlag,
};

/** An item as far as it can be read, and the attributes that cannot, written by hand perhaps. */
export interface ReadCatalogItem {
  readonly entry: CatalogEntry;
  /** Names of attributes whose value is of the wrong type, or of none. */
  readonly unreadable: readonly string[];
}

/** Reads what is readable of an item, for people; never to decide on. */
export const readCatalogItem = (recordingSid: RecordingSid, item: PlainItem): ReadCatalogItem => {
  const present = Object.entries(CHECKS).filter(([attribute]) => item[attribute] !== undefined);
  const ofWrongType = present.filter(([attribute, check]) => !check(item[attribute])).map(([attribute]) => attribute);
  const unreadable = [...new Set([...ofWrongType, ...unreadableAttributes(item)])];
  const readable = present.map(([attribute]) => attribute).filter(attribute => !unreadable.includes(attribute));
  const facts: ItemFacts = Object.fromEntries(readable.map(attribute => [attribute, item[attribute]]));
  return { entry: entryFrom(recordingSid, facts), unreadable };
};

/**
 * Reads an item to decide on. One with a fact of the wrong type fails as a whole with `forbidden`: if `restricted: "true"`
 * were taken for unknown, the recording would be open.
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
    status: facts.status,
    encryption: encryption && encryptionDetailsOf(encryption),
    encryptionRaw: facts.encryption_raw?.$SS,
    ...handling(facts),
    team: facts.team,
    tags: facts.tags,
    restricted: facts.restricted,
  });

/** The company's word counts before what task events report. */
const handling = ({ task_reports, started_at, agent_worker_sid, queue }: ItemFacts): PossiblyUnknown<Handling> => {
  const reports = (task_reports?.$SS ?? []).flatMap(member => taskReportFrom(member) ?? []);
  const reported = handlingFrom(reports, started_at === undefined ? undefined : new Date(started_at));
  return {
    taskSid: reported.taskSid,
    agentWorkerSid: agent_worker_sid ?? reported.agentWorkerSid,
    queue: queue ?? reported.queue,
  };
};

/** A fact as its attribute holds it. */
export const attributeValue = (fact: CatalogFacts[keyof CatalogFacts]): unknown => {
  if (fact instanceof Date) return fact.toISOString();
  return typeof fact === 'object' && 'publicKeySid' in fact ? encryptionItemOf(fact) : fact;
};
