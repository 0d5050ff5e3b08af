import * as z from 'zod/mini';
import { unreadableAttributes } from '../../domain/audit/chain/stored-item.ts';
import type { CatalogEntry, CatalogFacts } from '../../domain/catalog/catalog-entry.ts';
import { type Handling, handlingFrom } from '../../domain/catalog/task-report.ts';
import { type Failure, fail } from '../../domain/shared/failure.ts';
import type { RecordingSid } from '../../domain/shared/recording-sid.ts';
import { ok, type Result } from '../../domain/shared/result.ts';
import type { PlainItem } from './plain-item.ts';
import { taskReportFrom } from './task-report-text.ts';

/** The Recordings table's attribute for each fact: names for the people who query it. */
export const CATALOG_ATTRIBUTES = {
  accountSid: 'account_sid',
  callSid: 'call_sid',
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

const text = z.optional(z.string());
const count = z.optional(z.number());
/** A set, as `plainItem` spells it. */
const textSet = (member: z.ZodMiniString) => z.object({ $SS: z.array(member) });
const itemSchema = z.object({
  account_sid: text,
  call_sid: text,
  started_at: z.optional(z.iso.datetime()),
  duration_seconds: count,
  channels: count,
  status: text,
  encryption: z.optional(z.object({ public_key_sid: z.string(), encrypted_cek: z.string(), iv: z.string() })),
  encryption_raw: z.optional(textSet(z.string())),
  task_reports: z.optional(textSet(z.string().check(z.refine(member => taskReportFrom(member) !== undefined)))),
  agent_worker_sid: text,
  queue: text,
  team: text,
  tags: z.optional(z.array(z.string())),
  restricted: z.optional(z.boolean()),
});
type ItemFacts = z.infer<typeof itemSchema>;

/** An item as far as it can be read, and the attributes that cannot, written by hand perhaps. */
export interface ReadCatalogItem {
  readonly entry: CatalogEntry;
  /** Names of attributes whose value is of the wrong type, or of none. */
  readonly unreadable: readonly string[];
}

/** Reads what is readable of an item, for people; never to decide on. */
export const readCatalogItem = (recordingSid: RecordingSid, item: PlainItem): ReadCatalogItem => {
  const parsed = itemSchema.safeParse(item);
  const ofWrongType = parsed.success ? [] : parsed.error.issues.map(({ path }) => String(path[0]));
  const unreadable = [...new Set([...ofWrongType, ...unreadableAttributes(item)])];
  const readable = Object.entries(item).filter(([attribute]) => !unreadable.includes(attribute));
  return { entry: entryFrom(recordingSid, itemSchema.parse(Object.fromEntries(readable))), unreadable };
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
  known({
    recordingSid,
    accountSid: facts.account_sid,
    callSid: facts.call_sid,
    startedAt: facts.started_at === undefined ? undefined : new Date(facts.started_at),
    durationSeconds: facts.duration_seconds,
    channels: facts.channels,
    status: facts.status,
    encryption: encryption && {
      publicKeySid: encryption.public_key_sid,
      encryptedCek: encryption.encrypted_cek,
      iv: encryption.iv,
    },
    encryptionRaw: facts.encryption_raw?.$SS,
    ...handling(facts),
    team: facts.team,
    tags: facts.tags,
    restricted: facts.restricted,
  });

/** The company's word counts before what task events report. */
const handling = ({ task_reports, started_at, agent_worker_sid, queue }: ItemFacts): Unsure<Handling> => {
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
  if (typeof fact === 'object' && 'publicKeySid' in fact) {
    return { public_key_sid: fact.publicKeySid, encrypted_cek: fact.encryptedCek, iv: fact.iv };
  }
  return fact;
};

type Unsure<T> = { readonly [K in keyof T]: T[K] | undefined };

const known = (entry: Unsure<CatalogEntry>): CatalogEntry =>
  Object.fromEntries(Object.entries(entry).filter(([, fact]) => fact !== undefined)) as unknown as CatalogEntry;
