import { parseEventKey } from '../../../lambda/domain/audit/chain/event-key.ts';
import {
  type ItemValue,
  type StoredItem,
  unreadableAttributes,
} from '../../../lambda/domain/audit/chain/stored-item.ts';
import type { AuditEvent, AuditEventName } from '../../../lambda/domain/audit/events/audit-event.ts';
import type { ChainEvent, ChainEventName } from '../../../lambda/domain/audit/events/chain-event.ts';
import type { RuleEvent } from '../../../lambda/domain/audit/events/rule-event.ts';
import { heardPartOf } from '../../../lambda/domain/heard/heard-parts.ts';
import { amountText } from '../../../lambda/domain/heard/heard-text.ts';
import type { Cell } from '../../terminal/table.ts';
import { timeColumn, timeText } from '../../terminal/time-text.ts';
import { changeText } from './change-text.ts';
import type { RowColumn, RowShape } from './row-format.ts';

/** The attributes of an event in the order of the CSV. The type makes sure that none is missing. */
const ATTRIBUTES: Readonly<Record<keyof AuditEvent | keyof ChainEvent | keyof RuleEvent, true>> = {
  occurred_at: true,
  event: true,
  realm_user_id: true,
  identity: true,
  account_sid: true,
  worker_sid: true,
  roles: true,
  recording_sid: true,
  reason: true,
  policy_ids: true,
  policy_set: true,
  delivery: true,
  object_key: true,
  object_version: true,
  link_expires_at: true,
  link_event_id: true,
  first_at: true,
  last_at: true,
  requests: true,
  bytes: true,
  object_bytes: true,
  heard_seconds: true,
  recording_seconds: true,
  heard_ranges: true,
  heard_gap_seconds: true,
  audio_offset_bytes: true,
  access_logged: true,
  other_address: true,
  asked_by: true,
  asked_sid: true,
  choice: true,
  candidate_sids: true,
  denied_sids: true,
  operator: true,
  before: true,
  after: true,
  s3_hold: true,
  object_versions: true,
  object_version_count: true,
  change_event_id: true,
  stack_id: true,
  tool: true,
  verified_periods: true,
  digest_count: true,
  event_count: true,
  late_count: true,
  finding_count: true,
  findings: true,
  head_sha256: true,
  source_ip: true,
  user_agent: true,
  request_id: true,
  token_fingerprint: true,
  event_id: true,
  event_key: true,
  day_shard: true,
  schema_version: true,
};

/** Column titles of the CSV. The last column lists the attributes that could not be read. */
const CSV_COLUMNS: readonly string[] = [...Object.keys(ATTRIBUTES), 'unreadable'];

/** Returns the cells of an event's CSV record. */
const csvCells = (item: StoredItem): string[] => [
  ...Object.keys(ATTRIBUTES).map(name => textOf(item[name])),
  unreadableAttributes(item).join(' '),
];

/** The attribute that a query names, so that it is the same in all rows. */
export type NamedAttribute = 'recording' | 'user';

const TITLE_OF: Readonly<Record<NamedAttribute, string>> = { recording: 'RECORDING', user: 'WHO' };

/** How a query's table differs from others. */
export interface TableColumnOptions {
  /** The attribute that the query names; a table has no column for it. */
  readonly named?: NamedAttribute | undefined;
  /** Times in the time zone of this computer instead of UTC. */
  readonly localTime?: boolean | undefined;
}

/**
 * Returns the columns of the table: the most important attributes. The format `json` has all of them. The user, the event
 * and the recording are never cut.
 */
export const tableColumns = ({ named, localTime = false }: TableColumnOptions = {}): readonly RowColumn<StoredItem>[] =>
  [whenColumn(localTime), ...COLUMNS].filter(({ title }) => named === undefined || title !== TITLE_OF[named]);

/** Returns how events are printed. */
export const eventShape = (options: TableColumnOptions = {}): RowShape<StoredItem> => ({
  columns: tableColumns(options),
  csvColumns: CSV_COLUMNS,
  csvCells,
  json: item => item,
});

/** The time when the event occurred, as stored; the event key if the item has no time. */
const whenColumn = (localTime: boolean): RowColumn<StoredItem> => ({
  ...timeColumn('WHEN', localTime),
  cell: item => ({ text: timeText(textOf(item['occurred_at']) || timeOf(item.event_key), localTime) }),
});

const COLUMNS: readonly RowColumn<StoredItem>[] = [
  { title: 'EVENT', least: 16, most: 17, overflow: 'wrap', cell: item => eventCell(item) },
  {
    ...{ title: 'WHO', least: 16, good: 24, most: 32, overflow: 'wrap' },
    cell: item => ({ text: textOf(item['realm_user_id']) || textOf(item['worker_sid']) || textOf(item['operator']) }),
  },
  {
    ...{ title: 'RECORDING', least: 17, good: 34, overflow: 'wrap', rank: 1 },
    cell: item => ({ text: item.recording_sid }),
  },
  {
    ...{ title: 'RULE', least: 20, good: 32, most: 48, overflow: 'cut', rank: 3 },
    cell: item => ({ text: textOf(item['policy_ids']) || changeText(item) || textOf(item['reason']) }),
  },
  {
    ...{ title: 'FROM', least: 15, overflow: 'wrap', rank: 2 },
    cell: item => ({ text: textOf(item['source_ip']) }),
  },
  {
    ...{ title: 'HEARD', least: 22, good: 28, overflow: 'wrap', rank: 4 },
    cell: item => ({ text: HEARD_EVENTS.has(textOf(item['event'])) ? heardAmount(item) : '' }),
  },
  {
    ...{ title: 'USER AGENT', least: 20, most: 160, overflow: 'cut', rank: 5 },
    cell: item => ({ text: textOf(item['user_agent']), colour: 'dim' }),
  },
];

const HEARD_EVENTS: ReadonlySet<string> = new Set(['media_heard', 'media_fetched'] satisfies AuditEventName[]);

const heardAmount = (item: StoredItem): string => {
  const { ranges, hasJoinedGaps, ...part } = heardPartOf(item);
  return amountText({ ...part, precision: ranges && !hasJoinedGaps ? 'exact' : 'at_most' });
};

const timeOf = (eventKey: string): string => parseEventKey(eventKey)?.occurredAt ?? eventKey;

/** A `Map`, because a stored item may have the event name `constructor`. */
const COLOURS: ReadonlyMap<string, NonNullable<Cell['colour']>> = new Map([
  ['denied', 'red'],
  ['media_refused', 'red'],
  ['integrity_failed', 'red'],
  ['not_playable', 'yellow'],
  ['link_issued', 'green'],
  ['chain_verified', 'green'],
  ['chain_broken', 'red'],
] satisfies [AuditEventName | ChainEventName, NonNullable<Cell['colour']>][]);

/** Returns the event's name, with a note of the attributes that could not be read. */
const eventCell = (item: StoredItem): Cell => {
  const text = textOf(item['event']);
  const colour = COLOURS.get(text);
  const names = unreadableAttributes(item);
  return {
    text,
    ...(colour && { colour }),
    ...(names.length > 0 && { notes: ['unreadable:', ...names] }),
  };
};

const textOf = (value: ItemValue | undefined): string => {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value))
    return value.map(member => (Array.isArray(member) ? member.map(textOf).join('-') : textOf(member))).join(' ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};
