import type { ItemValue, StoredItem } from '../../../lambda/domain/audit/chain/stored-item.ts';
import type { AuditEvent, AuditEventName } from '../../../lambda/domain/audit/events/audit-event.ts';
import type { Cell, Column } from '../../terminal/table.ts';

/** The attributes of an event in the order of the CSV; the compiler makes sure that none is left out. */
const ATTRIBUTES: Readonly<Record<keyof AuditEvent, true>> = {
  occurred_at: true,
  event: true,
  realm_user_id: true,
  identity: true,
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
  source_ip: true,
  user_agent: true,
  request_id: true,
  token_fingerprint: true,
  event_id: true,
  event_key: true,
  day_shard: true,
  schema_version: true,
};

/** Titles of the CSV. */
export const CSV_COLUMNS: readonly string[] = Object.keys(ATTRIBUTES);

/** An event as a record of the CSV. */
export const csvCells = (item: StoredItem): string[] => CSV_COLUMNS.map(name => textOf(item[name]));

/** What fits on a line for a person; `json` has the rest. */
export const TABLE_COLUMNS: readonly Column[] = [
  { title: 'WHEN (UTC)', width: 25 },
  { title: 'EVENT', width: 17 },
  { title: 'WHO', width: 'flexible' },
  { title: 'RECORDING', width: 35 },
  { title: 'RULE', width: 'flexible' },
  { title: 'FROM', width: 16 },
  { title: 'AGENT', width: 'flexible' },
];

const COLOURS: Partial<Record<AuditEventName, NonNullable<Cell['colour']>>> = {
  denied: 'red',
  media_refused: 'red',
  integrity_failed: 'red',
  not_playable: 'yellow',
  link_issued: 'green',
};

/** An event as a row of the table. */
export const tableCells = (item: StoredItem): Cell[] => {
  const colour = COLOURS[item['event'] as AuditEventName];
  return [
    { text: textOf(item['occurred_at']) },
    { text: textOf(item['event']), ...(colour && { colour }) },
    { text: textOf(item['realm_user_id']) || textOf(item['worker_sid']) },
    { text: item.recording_sid },
    { text: textOf(item['policy_ids']) || textOf(item['reason']) },
    { text: textOf(item['source_ip']) },
    { text: textOf(item['user_agent']), colour: 'dim' },
  ];
};

const textOf = (value: ItemValue | undefined): string => {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map(textOf).join(' ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};
